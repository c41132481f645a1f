package org.flowlab.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitTest {
    private static final String HASH = "0123456789abcdef0123456789abcdef01234567";

    @TempDir Path home;

    private void write(String path, String text) throws IOException {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @BeforeEach
    void head() throws IOException {
        write(".git/HEAD", "ref: refs/heads/main\n");
    }

    @Test
    void a_branch_is_followed_to_its_file() throws IOException {
        write(".git/refs/heads/main", HASH + "\n");

        assertThat(Commit.of(home)).isEqualTo(HASH);
    }

    @Test
    void a_branch_is_found_among_the_packed_ones() throws IOException {
        write(
                ".git/packed-refs",
                "# pack-refs\n"
                        + "f".repeat(40)
                        + " refs/heads/other\n"
                        + HASH
                        + " refs/heads/main\n");

        assertThat(Commit.of(home)).isEqualTo(HASH);
    }

    @Test
    void a_detached_head_is_the_commit() throws IOException {
        write(".git/HEAD", HASH + "\n");

        assertThat(Commit.of(home)).isEqualTo(HASH);
    }

    @Test
    void a_work_tree_finds_its_branch_in_the_common_folder() throws IOException {
        write(".git/refs/heads/side", HASH + "\n");
        write(".git/worktrees/side/HEAD", "ref: refs/heads/side\n");
        write(".git/worktrees/side/commondir", "../..\n");
        write("side/.git", "gitdir: " + home.resolve(".git/worktrees/side") + "\n");

        assertThat(Commit.of(home.resolve("side"))).isEqualTo(HASH);
    }

    @Test
    void where_there_is_no_repository_or_a_broken_one_it_is_unknown() throws IOException {
        assertThat(Commit.of(home.resolve("nowhere"))).isEqualTo("unknown");
        assertThat(Commit.of(home)).isEqualTo("unknown");
        write(".git/HEAD", "garbage");
        assertThat(Commit.of(home)).isEqualTo("unknown");
    }
}
