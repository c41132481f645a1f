package org.flowlab.sys;

/// The user and the group that a file belongs to, by their numbers.
public record Owner(int uid, int gid) {}
