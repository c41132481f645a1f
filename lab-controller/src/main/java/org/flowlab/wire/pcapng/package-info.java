/// Capture files. Writes pcapng (draft-ietf-opsawg-pcapng); reads pcapng and classic pcap. Uses
/// wire; entry types PcapngWriter and CaptureReader.
@NullMarked
package org.flowlab.wire.pcapng;

import org.jspecify.annotations.NullMarked;
