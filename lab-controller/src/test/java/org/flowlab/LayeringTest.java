package org.flowlab;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Dependencies point one way.
class LayeringTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("org.flowlab");

    @Test
    void the_classes_of_both_modules_were_read() {
        assertThat(CLASSES.size()).isGreaterThan(100);
        assertThat(CLASSES.containPackage("org.flowlab.node.spec")).isTrue();
        assertThat(CLASSES.containPackage("org.flowlab.app")).isTrue();
    }

    /// From top to bottom. A package may use those on lines below its own, and none on its own
    /// line.
    private static final List<List<String>> LINES =
            List.of(
                    List.of("app"),
                    List.of("web"),
                    List.of("view"),
                    List.of("service"),
                    List.of("experiment"),
                    List.of("bench"),
                    List.of("trial"),
                    List.of("observe", "store"),
                    List.of("lab"),
                    List.of("flow", "dissect", "fabric", "topology", "stats"),
                    List.of("sys", "wire", "yaml", "unit", "node"));

    @Test
    void upper_packages_use_lower_ones_and_never_the_other_way() {
        Architectures.LayeredArchitecture order =
                layeredArchitecture().consideringOnlyDependenciesInAnyPackage("org.flowlab..");
        List<String> above = new ArrayList<>();
        for (List<String> line : LINES) {
            for (String layer : line) {
                order = order.layer(layer).definedBy("org.flowlab." + layer + "..");
            }
        }
        for (List<String> line : LINES) {
            for (String layer : line) {
                order =
                        above.isEmpty()
                                ? order.whereLayer(layer).mayNotBeAccessedByAnyLayer()
                                : order.whereLayer(layer)
                                        .mayOnlyBeAccessedByLayers(above.toArray(String[]::new));
            }
            above.addAll(line);
        }
        order.check(CLASSES);
    }

    @Test
    void every_package_has_its_place_in_the_order() {
        List<String> known = LINES.stream().flatMap(List::stream).toList();
        assertThat(CLASSES)
                .extracting(c -> c.getPackageName().split("[.]")[2])
                .allSatisfy(layer -> assertThat(known).contains(layer));
    }

    @Test
    void nodes_know_nothing_of_the_controller() {
        noClasses()
                .that()
                .resideInAPackage("org.flowlab.node..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.flowlab..")
                                .and(
                                        com.tngtech.archunit.base.DescribedPredicate.not(
                                                resideInAnyPackage("org.flowlab.node.."))))
                .check(CLASSES);
    }

    @Test
    void only_the_node_specification_is_shared_below_the_lab() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.flowlab.topology..",
                        "org.flowlab.fabric..",
                        "org.flowlab.flow..",
                        "org.flowlab.dissect..",
                        "org.flowlab.sys..",
                        "org.flowlab.wire..",
                        "org.flowlab.yaml..",
                        "org.flowlab.unit..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.flowlab.node..")
                                .and(
                                        com.tngtech.archunit.base.DescribedPredicate.not(
                                                resideInAnyPackage("org.flowlab.node.spec.."))))
                .check(CLASSES);
    }

    @Test
    void only_the_lowest_package_calls_native_code() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.flowlab.sys..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .check(CLASSES);
    }

    @Test
    void packages_form_no_cycles() {
        slices().matching("org.flowlab.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
