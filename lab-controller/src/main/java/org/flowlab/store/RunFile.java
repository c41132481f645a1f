package org.flowlab.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flowlab.sys.WholeFile;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes `run.json`. The file is always a complete JSON object, even if this process is killed.
///
/// During the run, the file has two parts. The part that does not change is padded with spaces to a
/// whole number of pages. The part that changes is the last page, and one write replaces it: a
/// SIGKILL can interrupt a write only between two pages.
final class RunFile implements Closeable {
    static final int PAGE = 4096;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path path;
    private final FileChannel file;
    private final long changingAt;

    /// Makes the file.
    ///
    /// @param constant the part that does not change during the run; not empty
    /// @param changing the part that changes; not empty
    RunFile(Path path, Map<String, ?> constant, Map<String, ?> changing) throws IOException {
        String object = JSON.writeValueAsString(constant);
        byte[] members = utf8(object.substring(0, object.lastIndexOf('\n')) + ",");
        int pages = Math.ceilDiv(members.length, PAGE);
        byte[] whole = Arrays.copyOf(members, (pages + 1) * PAGE);
        Arrays.fill(whole, members.length, pages * PAGE, (byte) ' ');
        System.arraycopy(page(changing), 0, whole, pages * PAGE, PAGE);
        this.path = path;
        this.changingAt = (long) pages * PAGE;
        this.file = WholeFile.create(path, whole);
    }

    /// Replaces the part that changes. If lists need more than a page, their last members are left
    /// out.
    void change(Map<String, ?> changing) throws IOException {
        file.write(ByteBuffer.wrap(page(changing)), changingAt);
    }

    /// Replaces the file by the description of a run that has ended.
    void finish(Map<String, ?> all) throws IOException {
        WholeFile.replace(path, utf8(JSON.writeValueAsString(all) + "\n"));
    }

    /// A page with the members, the end of the object, and spaces after it.
    private static byte[] page(Map<String, ?> members) {
        Map<String, Object> fitting = new LinkedHashMap<>(members);
        byte[] text = ending(fitting);
        while (text.length > PAGE) {
            Map.Entry<String, Object> longest =
                    longest(fitting)
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "more than a page: " + members.keySet()));
            List<?> list = List.copyOf((Collection<?>) longest.getValue());
            longest.setValue(list.subList(0, (list.size() - 1) * PAGE / text.length));
            text = ending(fitting);
        }
        byte[] page = Arrays.copyOf(text, PAGE);
        Arrays.fill(page, text.length, PAGE, (byte) ' ');
        page[PAGE - 1] = '\n';
        return page;
    }

    private static Optional<Map.Entry<String, Object>> longest(Map<String, Object> members) {
        return members.entrySet().stream()
                .filter(e -> size(e.getValue()) > 0)
                .max(Comparator.comparingInt(e -> size(e.getValue())));
    }

    private static int size(Object value) {
        return value instanceof Collection<?> many ? many.size() : 0;
    }

    private static byte[] ending(Map<String, ?> members) {
        return utf8(JSON.writeValueAsString(members).substring("{".length()) + "\n");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
