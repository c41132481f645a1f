/// Capture files: pcapng (draft-ietf-opsawg-pcapng) written and read, classic pcap read. Uses wire;
/// entry types PcapngWriter and CaptureReader.
@NullMarked
package org.flowlab.wire.pcapng;

import org.jspecify.annotations.NullMarked;
