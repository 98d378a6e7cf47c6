// `bench`: gradients against the hand-written limit, and posteriors from the start of the process.

import ArgumentParser

@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure Apus: gradients against hand-written C, and posteriors.",
    subcommands: [GradientBenchmark.self, SampleBenchmark.self])
}
