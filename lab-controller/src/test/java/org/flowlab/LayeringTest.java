package org.flowlab;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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

    @Test
    void upper_packages_use_lower_ones_and_never_the_other_way() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("org.flowlab..")
                .layer("app")
                .definedBy("org.flowlab.app..")
                .layer("experiment")
                .definedBy("org.flowlab.experiment..")
                .layer("store")
                .definedBy("org.flowlab.store..")
                .layer("lab")
                .definedBy("org.flowlab.lab..")
                .layer("flow")
                .definedBy("org.flowlab.flow..")
                .layer("dissect")
                .definedBy("org.flowlab.dissect..")
                .layer("fabric")
                .definedBy("org.flowlab.fabric..")
                .layer("topology")
                .definedBy("org.flowlab.topology..")
                .layer("stats")
                .definedBy("org.flowlab.stats..")
                .layer("sys")
                .definedBy("org.flowlab.sys..")
                .layer("wire")
                .definedBy("org.flowlab.wire..")
                .layer("yaml")
                .definedBy("org.flowlab.yaml..")
                .layer("unit")
                .definedBy("org.flowlab.unit..")
                .layer("node")
                .definedBy("org.flowlab.node..")
                .whereLayer("app")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("experiment")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("store")
                .mayOnlyBeAccessedByLayers("app", "experiment")
                .whereLayer("lab")
                .mayOnlyBeAccessedByLayers("app", "experiment", "store")
                .whereLayer("flow")
                .mayOnlyBeAccessedByLayers("app", "experiment", "store", "lab")
                .whereLayer("dissect")
                .mayOnlyBeAccessedByLayers("app", "experiment", "store", "lab")
                .whereLayer("fabric")
                .mayOnlyBeAccessedByLayers("app", "experiment", "store", "lab")
                .whereLayer("topology")
                .mayOnlyBeAccessedByLayers("app", "experiment", "store", "lab")
                .whereLayer("stats")
                .mayOnlyBeAccessedByLayers("app", "experiment", "store", "lab")
                .whereLayer("sys")
                .mayOnlyBeAccessedByLayers("app", "experiment", "store", "lab", "fabric")
                .whereLayer("wire")
                .mayOnlyBeAccessedByLayers("app", "experiment", "store", "lab", "dissect")
                .check(CLASSES);
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
