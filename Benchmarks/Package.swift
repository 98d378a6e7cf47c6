// swift-tools-version: 6.1
// The benchmarks: a package of its own, so that nobody who depends on Apus builds them.

import PackageDescription

let package = Package(
  name: "apus-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "apus", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .target(
      name: "BenchmarkModels",
      dependencies: [.product(name: "Apus", package: "apus"), .product(name: "ApusOrbits", package: "apus")]),
    .executableTarget(
      name: "bench",
      dependencies: [
        "BenchmarkModels", .product(name: "ApusExtension", package: "apus"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ]
)
