package org.flowlab.fabric.bench;

import java.time.Duration;
import org.flowlab.unit.BitRate;
import org.flowlab.unit.Seed;

/// Runs the wire's benchmarks and prints what they gave, one record a line.
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        int connects = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        System.out.println(FabricBench.opening(20, 20));
        for (int millis : new int[] {0, 1, 10, 50}) {
            System.out.println(
                    FabricBench.connects(Duration.ofMillis(millis), connects / 2, connects, 1));
        }
        System.out.println(FabricBench.forwarding(64, Duration.ofSeconds(2)));
        System.out.println(FabricBench.forwarding(1514, Duration.ofSeconds(2)));
        System.out.println(FabricBench.rate(BitRate.parse("10mbit"), Duration.ofSeconds(2)));
        System.out.println(FabricBench.rate(BitRate.parse("1gbit"), Duration.ofMillis(500)));
        System.out.println(FabricBench.loss(0.01, 100_000, new Seed(1)));
    }
}
