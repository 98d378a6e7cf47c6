// swift-tools-version: 6.1
// The manifest is the architecture diagram, read from the bottom up: a target imports only what its row names.

import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// The elementary functions of doubles, the same on every system.
let real = Target.Dependency.product(name: "RealModule", package: "swift-numerics")

/// A library target of the package, with the house's settings.
func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

/// An example program of at most 80 lines, run by the tests. It sees public names only, as a user's program does.
func example(_ name: String, _ dependencies: [Target.Dependency] = ["Apus", "ApusProgram"]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Examples/\(name)", packageAccess: false,
    swiftSettings: swiftSettings)
}

/// A program that only the tests run: a model with a mistake, or of what no example shows.
func mistaken(_ name: String, _ dependencies: [Target.Dependency] = ["Apus", "ApusProgram"]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Tests/Programs/\(name)",
    packageAccess: false, swiftSettings: swiftSettings)
}

/// The tests of one target, which mirror its sources.
func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name), "ApusTestSupport"] + dependencies,
    swiftSettings: swiftSettings)
}

let package = Package(
  name: "apus",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Apus", targets: ["Apus"]),
    .library(name: "ApusExtension", targets: ["ApusExtension"]),
    .library(name: "ApusOrbits", targets: ["ApusOrbits"]),
    .library(name: "ApusVelocities", targets: ["ApusVelocities"]),
    .library(name: "ApusProgram", targets: ["ApusProgram"]),
    .library(name: "ApusSwiftDerivatives", targets: ["ApusSwiftDerivatives"]),
    .library(name: "ApusTesting", targets: ["ApusTesting"]),
    .executable(name: "apus", targets: ["ApusCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    // The operating system.
    layer("ApusSystem"),

    // Numbers: no graph in sight.
    layer("ApusRandom"),
    layer("ApusNumerics", ["ApusSystem", real]),

    // The graph, its Ops, and what is done to graphs.
    .target(name: "CReturnAddress"),
    .target(name: "CTryRetain"),
    layer("ApusGraph", ["ApusSystem", "CTryRetain"]),
    layer("ApusInterpreter", ["ApusGraph", "ApusSystem"]),
    layer("ApusOps", ["ApusGraph", "ApusNumerics", "ApusSystem", "CReturnAddress", real]),
    layer("ApusDifferentiation", ["ApusGraph", "ApusOps", "ApusInterpreter", "ApusSystem", real]),
    layer("ApusFunctions", ["ApusGraph", "ApusOps", "ApusInterpreter", "ApusDifferentiation"]),
    layer("ApusRewriting", ["ApusGraph", "ApusOps", "ApusInterpreter", "ApusFunctions"]),
    layer(
      "ApusNative",
      [
        "ApusGraph", "ApusInterpreter", "ApusOps", "ApusFunctions", "ApusSystem",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),

    // Inference: no compiler in sight; samplers know no graph either.
    layer("ApusInference", ["ApusRandom", "ApusSystem"]),
    layer("ApusData", ["ApusGraph"]),
    layer("ApusDiagnostics", ["ApusData", "ApusNumerics", "ApusRandom", "ApusSystem", real]),
    layer("ApusStore", ["ApusData", "ApusGraph", "ApusSystem"]),

    // Charts as SVG; no statistics in sight.
    layer("ApusFigures", [real]),
    // A fit as one page.
    .target(
      name: "ApusReport",
      dependencies: ["ApusData", "ApusDiagnostics", "ApusFigures", "ApusNumerics", "ApusStore", "ApusSystem"],
      resources: [.embedInCode("Page/report.css"), .embedInCode("Page/report.js")], swiftSettings: swiftSettings),

    // Models.
    layer(
      "ApusDistributions",
      [
        "ApusGraph", "ApusInterpreter", "ApusOps", "ApusDifferentiation", "ApusFunctions", "ApusNumerics", "ApusRandom",
      ]),
    layer(
      "ApusText",
      [
        "ApusGraph", "ApusOps", "ApusFunctions", "ApusDistributions", .product(name: "Crypto", package: "swift-crypto"),
      ]),
    layer(
      "ApusModel",
      [
        "ApusGraph", "ApusInterpreter", "ApusOps", "ApusDifferentiation", "ApusFunctions", "ApusRewriting",
        "ApusNative", "ApusDistributions", "ApusInference", "ApusData", "ApusDiagnostics", "ApusRandom", "ApusStore",
        "ApusReport", "ApusSystem", "ApusText",
      ]),
    layer(
      "ApusOrbits",
      [
        "ApusModel", "ApusGraph", "ApusInterpreter", "ApusOps", "ApusFunctions", "ApusDistributions", "ApusNumerics",
        "ApusRandom", real,
      ]),
    layer(
      "ApusVelocities",
      [
        "ApusOrbits", "ApusFigures", "ApusModel", "ApusGraph", "ApusOps", "ApusDistributions", "ApusInference",
        "ApusData", "ApusDiagnostics", "ApusNumerics", "ApusRandom", "ApusStore", "ApusSystem", real,
      ]),
    .target(
      name: "ApusJAX",
      dependencies: [
        "ApusModel", "ApusDistributions", "ApusGraph", "ApusOps", "ApusDifferentiation", "ApusFunctions",
        "ApusRewriting", "ApusStore",
      ],
      resources: [
        .embedInCode("Python/imports.py"), .embedInCode("Python/arrays.py"), .embedInCode("Python/special.py"),
        .embedInCode("Python/rules.py"),
        .embedInCode("Python/routines.py"), .embedInCode("Python/runtime.py"),
      ], swiftSettings: swiftSettings),
    layer(
      "Apus",
      [
        "ApusGraph", "ApusInterpreter", "ApusOps", "ApusDifferentiation", "ApusFunctions", "ApusDistributions",
        "ApusModel", "ApusInference", "ApusData", "ApusDiagnostics", "ApusStore", "ApusReport", "ApusJAX",
      ]),
    layer(
      "ApusExtension",
      [
        "Apus", "ApusGraph", "ApusInterpreter", "ApusOps", "ApusDifferentiation", "ApusFunctions", "ApusRewriting",
        "ApusDistributions", "ApusModel", "ApusInference", "ApusData", "ApusDiagnostics", "ApusRandom", "ApusStore",
        "ApusReport", "ApusText",
        "ApusJAX",
      ]),
    layer("ApusSwiftDerivatives", ["ApusGraph", "ApusOps"]),
    layer("ApusTesting", ["ApusExtension", "ApusRandom"]),
    .target(name: "CXLAFFI"),
    layer(
      "ApusProgram",
      [
        "ApusExtension", "ApusNative", "ApusSystem", "CXLAFFI",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "ApusCommand",
      dependencies: [
        "ApusExtension", "ApusNative", "ApusNumerics", "ApusProgram", "ApusReport", "ApusStore", "ApusSystem",
        "ApusVelocities", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        // The page of a running fit, on this machine's loopback.
        .product(name: "FlyingFox", package: "FlyingFox"),
      ],
      swiftSettings: swiftSettings),

    // Examples: what the README shows, run by the tests.
    example("EightSchools"),
    example("ScalarKepler"),
    example("BlackBoxKepler"),
    example("SymbolicKepler"),
    example("LineLikelihood"),
    example("SwiftDerivative", ["Apus", "ApusProgram", "ApusSwiftDerivatives"]),
    example("OwnDensity", ["Apus"]),
    example("AdaptiveMALA", ["ApusExtension", "ApusTesting"]),
    example("Gumbel", ["ApusExtension", "ApusTesting"]),
    example("FinePrint", ["ApusExtension"]),
    example("Results", ["Apus"]),
    example("Samplers", ["Apus"]),
    example("Distributions", ["Apus"]),
    example("StellarActivity", ["Apus", "ApusOrbits", "ApusProgram"]),
    example("FindPlanets", ["ApusVelocities"]),
    example("TransitAndVelocities", ["Apus", "ApusOrbits", "ApusProgram"]),
    example("AstrometryAndVelocities", ["Apus", "ApusOrbits", "ApusProgram"]),

    // Tests.
    mistaken("WrongKepler"),
    mistaken("MissingGradient"),
    mistaken("LateMistake"),
    mistaken("LongRun"),
    mistaken("OwnOps", ["ApusExtension", "ApusProgram"]),
    .target(
      name: "ApusTestSupport",
      dependencies: [
        "ApusGraph", "ApusOps", "ApusInterpreter", "ApusDifferentiation", "ApusRewriting", "ApusNative",
      ],
      path: "Tests/ApusTestSupport", swiftSettings: swiftSettings),
    // The table of the laws of Ops, over which several suites run.
    .target(
      name: "ApusOpLaws",
      dependencies: ["ApusGraph", "ApusOps", "ApusInterpreter", "ApusDifferentiation", "ApusTestSupport"],
      path: "Tests/ApusOpLaws", swiftSettings: swiftSettings),
    // What `make jax` holds against JAX, NumPyro and BlackJAX.
    .executableTarget(
      name: "JAXExports",
      dependencies: ["ApusExtension", "ApusOrbits", "ApusVelocities", "ApusOpLaws", "ApusTestSupport"],
      path: "Tests/JAX/Exports",
      swiftSettings: swiftSettings),
    // What `make arviz` holds against ArviZ.
    .executableTarget(
      name: "ArviZExports", dependencies: ["ApusExtension"],
      path: "Tests/ArviZ/Exports", swiftSettings: swiftSettings),
    tests(of: "ApusSystem"),
    tests(of: "ApusRandom"),
    tests(of: "ApusGraph", ["ApusOps"]),
    tests(of: "ApusInterpreter", ["ApusGraph", "ApusOps"]),
    tests(of: "ApusOps", ["ApusGraph", "ApusInterpreter", "ApusDifferentiation", "ApusNumerics", "ApusOpLaws"]),
    tests(of: "ApusDifferentiation", ["ApusGraph", "ApusOps", "ApusInterpreter", "Mutation"]),
    // The verifier's own test: `make mutation`.
    .executableTarget(
      name: "Mutation",
      dependencies: [
        "ApusGraph", "ApusOps", "ApusInterpreter", "ApusDifferentiation", "ApusFunctions", "ApusRandom",
        "ApusSwiftDerivatives",
      ],
      path: "Tests/Mutation", swiftSettings: swiftSettings),
    // The test of the check of native code: `make mutation-native`.
    .executableTarget(
      name: "NativeMutation", dependencies: ["ApusExtension", "ApusNative"], path: "Tests/NativeMutation",
      swiftSettings: swiftSettings),
    // Planets that are known, looked for and fitted: `make coverage`.
    .executableTarget(
      name: "PlanetCoverage",
      dependencies: [
        "ApusExtension", "ApusNumerics", "ApusProgram", "ApusRandom", "ApusSystem", "ApusVelocities",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/PlanetCoverage", swiftSettings: swiftSettings),
    tests(of: "ApusFunctions", ["ApusGraph", "ApusOps", "ApusInterpreter", "ApusDifferentiation"]),
    tests(
      of: "ApusRewriting", ["ApusGraph", "ApusOps", "ApusInterpreter", "ApusDifferentiation", "ApusFunctions"]),
    tests(
      of: "ApusDistributions",
      ["ApusGraph", "ApusOps", "ApusInterpreter", "ApusDifferentiation", "ApusNumerics", "ApusRandom"]),
    tests(
      of: "ApusNative",
      [
        "ApusGraph", "ApusOps", "ApusInterpreter", "ApusDifferentiation", "ApusFunctions", "ApusNumerics",
        "ApusRewriting", "ApusText", "ApusOpLaws",
      ]),
    tests(
      of: "ApusText",
      [
        "ApusGraph", "ApusOps", "ApusFunctions", "ApusDistributions", "ApusOrbits", "ApusInterpreter", "ApusNative",
        "ApusDifferentiation", "ApusRewriting", "ApusOpLaws", "ApusModel",
      ]),
    tests(of: "ApusModel", ["Apus", "ApusExtension", "ApusNative", "ApusNumerics", "ApusOrbits", "NativeMutation"]),
    // What is typed outside of the package: these see public names only.
    .testTarget(name: "ApusTests", dependencies: ["Apus"], packageAccess: false, swiftSettings: swiftSettings),
    .testTarget(
      name: "ApusExtensionTests", dependencies: ["ApusExtension", "ApusOrbits"], packageAccess: false,
      swiftSettings: swiftSettings),
    tests(of: "ApusSwiftDerivatives", ["ApusExtension"]),
    .testTarget(
      name: "ExampleTests",
      dependencies: [
        "EightSchools", "ScalarKepler", "BlackBoxKepler", "SymbolicKepler", "LineLikelihood", "SwiftDerivative",
        "OwnDensity", "AdaptiveMALA", "Gumbel", "FinePrint", "Results", "Samplers", "Distributions",
        "StellarActivity", "FindPlanets", "TransitAndVelocities", "AstrometryAndVelocities", "WrongKepler",
        "MissingGradient",
        "ApusTestSupport",
      ], swiftSettings: swiftSettings),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "ApusCommand", "EightSchools", "ScalarKepler", "BlackBoxKepler", "SymbolicKepler", "LineLikelihood",
        "SwiftDerivative", "OwnDensity", "AdaptiveMALA", "StellarActivity", "TransitAndVelocities",
        "AstrometryAndVelocities", "WrongKepler", "MissingGradient",
        "LateMistake", "LongRun", "OwnOps", "ApusTestSupport", "ApusData", "ApusStore",
      ], swiftSettings: swiftSettings),
    tests(of: "ApusNumerics"),
    tests(of: "ApusInference", ["ApusRandom"]),
    tests(of: "ApusData", ["ApusGraph"]),
    tests(of: "ApusDiagnostics", ["ApusData", "ApusGraph"]),
    tests(of: "ApusStore", ["ApusData", "ApusGraph"]),
    tests(of: "ApusOrbits", ["ApusExtension"]),
    tests(of: "ApusFigures"),
    // Reports of examples, which `make report` opens in a browser.
    .executableTarget(
      name: "ReportPages", dependencies: ["ApusReport", "ApusData", "ApusGraph", "ApusStore", "ApusSystem"],
      path: "Tests/ReportPages", exclude: ["browser.py"], swiftSettings: swiftSettings),
    tests(of: "ApusReport", ["ReportPages", "ApusData", "ApusDiagnostics", "ApusGraph", "ApusStore"]),
    tests(of: "ApusVelocities", ["ApusExtension", "ApusOrbits", "ApusFigures", "ApusRandom"]),
    tests(of: "ApusTesting", ["ApusExtension"]),
    tests(of: "ApusJAX", ["ApusExtension", "ApusGraph", "ApusOpLaws", "ApusOrbits"]),
  ]
)
