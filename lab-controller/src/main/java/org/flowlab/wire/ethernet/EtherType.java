package org.flowlab.wire.ethernet;

/// The numbers that say which protocol a frame carries. A number without a name here is kept as it
/// is.
public final class EtherType {
    public static final int IPV4 = 0x0800;
    public static final int ARP = 0x0806;
    public static final int VLAN = 0x8100;
    public static final int IPV6 = 0x86dd;

    /// The outer tag of 802.1ad.
    public static final int SERVICE_VLAN = 0x88a8;

    /// The outer tag before 802.1ad.
    public static final int OLD_SERVICE_VLAN = 0x9100;

    private EtherType() {}

    /// Whether a VLAN tag follows the type. Another type follows the tag.
    public static boolean isTag(int type) {
        return type == VLAN || type == SERVICE_VLAN || type == OLD_SERVICE_VLAN;
    }
}
