// CmdStan's tables: elements in column-major order, the sampler's statistics, warm-up, chains in files of their own.

import ApusData
import ApusGraph
import ApusStore
import Foundation
import Testing

@Suite struct CmdStanTests {
  /// A table as CmdStan 2.36 writes it; values say their draw, row and column.
  private func text(_ draws: Range<Int>, warmup: Int = 0, saysWarmup: Bool = true, adapted: Bool = true) -> String {
    var lines = [
      "# stan_version_major = 2", "# model = m_model", "#     num_samples = 3 (Default)", "#     num_warmup = 4",
      "#     save_warmup = \(saysWarmup && warmup > 0 ? "true" : "false")", "#     thin = 2", "#   id = 1 (Default)",
      "lp__,accept_stat__,stepsize__,treedepth__,n_leapfrog__,divergent__,energy__,mu,theta.1.1,theta.2.1,theta.1.2,theta.2.2,theta.1.3,theta.2.3,v.1,c.1.real,c.1.imag",
    ]
    func row(_ draw: Int) -> String {
      let theta = (1...3).flatMap { column in (1...2).map { "\(draw)\($0)\(column)" } }.joined(separator: ",")
      return "-\(draw).5,0.9,0.25,3,7,\(draw % 2),\(draw)e1,\(draw).125,\(theta),\(draw),1,2"
    }
    lines += (0..<warmup).map { row(100 + $0) }
    if adapted {
      lines += [
        "# Adaptation terminated", "# Step size = 0.25", "# Diagonal elements of inverse mass matrix:", "# 1, 2",
      ]
    }
    lines += draws.map(row)
    return (lines + ["# ", "#  Elapsed Time: 0.01 seconds (Warm-up)", ""]).joined(separator: "\n")
  }

  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test func `columns become arrays, and statistics get ArviZ's names`() throws {
    try withTemporaryFolder { folder in
      try write(text(1..<4), "\(folder)/a.csv")
      let dataset = try Dataset(contentsOf: "\(folder)/a.csv")
      #expect(dataset.groups.map(\.name) == [.posterior, .sampleStats])
      let draws = try #require(dataset[.posterior])
      #expect(draws.names == ["mu", "theta", "v", "c.1.real", "c.1.imag"])
      #expect(draws["mu"]?.doubles == [1.125, 2.125, 3.125])
      let theta = try #require(draws["theta"])
      #expect(theta.shape == [1, 3, 2, 3] && theta.dims == ["chain", "draw", "theta_dim_0", "theta_dim_1"])
      #expect(theta.doubles.prefix(6) == [111, 112, 113, 121, 122, 123])
      #expect(draws["theta", 1, 2]?.doubles == [123, 223, 323])
      let stats = try #require(dataset[.sampleStats])
      #expect(
        stats.names == ["lp", "acceptance_rate", "step_size", "tree_depth", "n_steps", "diverging", "energy"])
      #expect(stats["diverging"]?.elementType == .bool && stats["diverging"]?.doubles == [1, 0, 1])
      #expect(stats["tree_depth"]?.integers == [3, 3, 3] && stats["lp"]?.doubles == [-1.5, -2.5, -3.5])
    }
  }

  @Test(arguments: [true, false])
  func `the warm-up is a group of its own`(adapted: Bool) throws {
    try withTemporaryFolder { folder in
      // Four iterations of which every second is saved.
      try write(text(1..<4, warmup: 2, adapted: adapted), "\(folder)/a.csv")
      let dataset = try Dataset(contentsOf: "\(folder)/a.csv")
      #expect(dataset[.posterior]?["mu"]?.doubles == [1.125, 2.125, 3.125])
      #expect(dataset["warmup_posterior"]?["mu"]?.doubles == [100.125, 101.125])
      #expect(dataset[.warmupSampleStats]?["lp"]?.doubles == [-100.5, -101.5])
    }
  }

  @Test func `files are chains`() throws {
    try withTemporaryFolder { folder in
      let paths = ["a", "b", "c"].map { "\(folder)/\($0).csv" }
      try write(text(1..<4, warmup: 2), paths[0])
      try write(text(4..<7, warmup: 2), paths[1])
      try write(text(7..<10, warmup: 2), paths[2])
      let dataset = try Dataset(contentsOf: paths)
      #expect(dataset[.posterior]?.chainCount == 3 && dataset[.posterior]?["theta"]?.shape == [3, 3, 2, 3])
      #expect(dataset[.posterior]?["v"]?.doubles == (1..<10).map(Double.init))
      #expect(dataset[.sampleStats]?["diverging"]?.elementType == .bool)
      #expect(dataset["warmup_posterior"]?["v"]?.shape == [3, 2, 1])
      try write(text(7..<11, warmup: 2), paths[2])
      #expect(throws: TableError.self) { try Dataset(contentsOf: paths) }
      try write(text(7..<10, warmup: 2).replacing("mu,", with: "nu,"), paths[2])
      let error = #expect(throws: TableError.self) { try Dataset(contentsOf: paths) }
      #expect(error?.description.contains(".csv") == true)
      #expect(throws: TableError.self) { try Dataset(contentsOf: [] as [String]) }
    }
  }

  @Test func `a table that is cut off, or holds no numbers, is an error with file and line`() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.csv"
      let whole = text(1..<4)
      try write(String(whole.prefix(upTo: try #require(whole.range(of: ",3,1,2")).lowerBound)), path)
      #expect(throws: TableError.self) { try Dataset(contentsOf: path) }
      try write(whole.replacing("2.125", with: "x"), path)
      #expect(throws: TableError.notANumber(file: path, line: 14, column: "mu", cell: "x")) {
        try Dataset(contentsOf: path)
      }
      let torn = whole.prefix(upTo: try #require(whole.range(of: "\n# \n#  Elapsed")).lowerBound)
      try write(String(torn), path)
      #expect(throws: TableError.tornLine(file: path, line: 15)) { try Dataset(contentsOf: path) }
    }
  }

  @Test func `a table of Apus's own is told from those`() throws {
    try withTemporaryFolder { folder in
      try Sample.dataset().write("\(folder)/fit.csv")
      let draws = try #require(try Dataset(contentsOf: "\(folder)/fit.csv")[.posterior])
      #expect(draws["b"]?.shape == [2, 5, 2, 2] && draws["k"]?.doubles.first == -5)
    }
  }
}
