package org.flowlab.app;

/// The command line.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("flowlab");
    }
}
