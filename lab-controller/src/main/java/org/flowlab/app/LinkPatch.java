package org.flowlab.app;

import java.util.List;
import org.flowlab.view.Json;
import org.flowlab.view.LinkChangeView;
import org.flowlab.view.LinkView;

/// Changes a link of a lab that lives, and prints what it does now.
final class LinkPatch {
    private LinkPatch() {}

    static int send(
            Terminal terminal,
            Access access,
            String lab,
            String link,
            LinkChangeView change,
            boolean json) {
        LinkView now =
                new LabClient(access)
                        .patch(LabClient.path("labs", lab, "links", link), change, LinkView.class);
        if (json) {
            terminal.out().println(Json.of(now));
        } else {
            new LabTables(new Paint(terminal.colours()))
                    .links(List.of(now))
                    .forEach(terminal.out()::println);
        }
        return Exit.OK;
    }
}
