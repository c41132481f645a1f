package org.flowlab.web;

import java.util.List;
import java.util.stream.Collectors;
import org.flowlab.service.LiveLab;

/// The page at `/`: the labs that are up, and where the API is described.
final class StartPage {
    private StartPage() {}

    static String of(List<LiveLab> labs, boolean trusted) {
        return """
               <!DOCTYPE html>
               <html lang="en">
               <head><meta charset="utf-8"><title>Flowlab</title></head>
               <body>
               <h1>Flowlab</h1>
               <h2>Labs</h2>
               %s
               <h2>API</h2>
               <ul>
               <li><a href="/openapi.yaml">The contract</a> (OpenAPI 3.1)</li>
               <li><a href="/api/labs">Labs</a>, <a href="/api/flows">flows</a>, <a href="/api/version">version</a></li>
               </ul>
               </body>
               </html>
               """
                .formatted(trusted ? labs(labs) : "<p>Send the token to see them.</p>");
    }

    private static String labs(List<LiveLab> labs) {
        if (labs.isEmpty()) {
            return "<p>None is up.</p>";
        }
        return labs.stream()
                .map(
                        lab ->
                                "<li><a href=\"/api/labs/%s\">%s</a>: %d nodes, %d links, up since %s</li>"
                                        .formatted(
                                                LabEndpoints.encoded(lab.name()),
                                                escaped(lab.name()),
                                                lab.plan().nodes().size(),
                                                lab.plan().links().size(),
                                                lab.since()))
                .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
