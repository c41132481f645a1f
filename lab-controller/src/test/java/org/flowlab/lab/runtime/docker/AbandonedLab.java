package org.flowlab.lab.runtime.docker;

import java.util.List;
import org.flowlab.lab.runtime.Place;

/// A controller that places nodes in containers, says so, and waits to be killed.
final class AbandonedLab {
    private AbandonedLab() {}

    /// @param args the lab's name
    public static void main(String[] args) throws Exception {
        List<Place> places = DockerHost.ofThisProcess().place(args[0], List.of("client", "proxy"));
        System.out.println("placed " + places.size());
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
    }
}
