// Calibrations that go on from a file: the same results, and an error with what differs where the file is another one's or damaged.

import ApusExtension
import Foundation
import Testing

@Suite struct CalibrationFileTests {
  private func model() throws -> Model {
    try Model { m in
      let mu = m.parameter("mu", Normal(0, 1), shape: [2])
      let sigma = m.parameter("sigma", LogNormal(0, 0.5))
      m.observe("y", Normal(mu[0] + mu[1] * [0.0, 1, 2, 3].tensor, sigma), [0.1, 0.2, 0.3, 0.4])
    }
  }

  private func calibrate(
    _ path: String?, simulations: Int = 8, draws: Int = 60, seed: UInt64 = 1, model other: Model? = nil
  ) throws -> Calibration {
    try (other ?? model()).calibrate(
      simulations: simulations, draws: draws, warmup: 60, thinning: 6, seed: seed, into: path)
  }

  private func withFile(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n")
  }

  private func write(_ text: String, _ path: String) throws {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  private func error(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func `a run that goes on has the results of one that was not interrupted`() throws {
    let whole = try calibrate(nil).simulations
    try withFile { path in
      #expect(try calibrate(path, simulations: 3).simulations == Array(whole.prefix(3)))
      #expect(try lines(path).count == 8 + 1 + 3 + 1)
      #expect(try calibrate(path).simulations == whole)
      let before = try lines(path)
      // Nothing is done again, and fewer simulations are those with the lowest numbers.
      #expect(try calibrate(path).simulations == whole)
      #expect(try calibrate(path, simulations: 2).simulations == Array(whole.prefix(2)))
      #expect(try lines(path) == before)
    }
  }

  @Test func `a file that was torn anywhere goes on`() throws {
    let whole = try calibrate(nil).simulations
    try withFile { path in
      _ = try calibrate(path)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let heading = try lines(path).prefix(9).joined(separator: "\n").count
      for length in stride(from: heading + 1, to: text.count, by: 23) {
        try write(String(text.prefix(length)), path)
        #expect(try calibrate(path).simulations == whole)
      }
    }
  }

  @Test func `a simulation that failed is kept with its reason, commas and quotes too`() throws {
    try withFile { path in
      _ = try calibrate(path, simulations: 2)
      try write(try lines(path).prefix(9).joined(separator: "\n") + "\n1,failed,\"a \"\"b\"\", c\"\n", path)
      let simulations = try calibrate(path, simulations: 2).simulations
      #expect(simulations[1].failure == "a \"b\", c" && simulations[0].failure == nil)
    }
  }

  @Test func `a file of another model or of other settings is refused with what differs`() throws {
    try withFile { path in
      _ = try calibrate(path, simulations: 1)
      let before = try lines(path)
      #expect(
        error { _ = try calibrate(path, draws: 66) }
          == "\(path): the file has simulations of another draws: 60, where this one is 66")
      #expect(
        error { _ = try calibrate(path, seed: 2) }
          == "\(path): the file has simulations of another seed: 1, where this one is 2")
      let other = try Model { m in
        let mu = m.parameter("mu", Normal(0, 2), shape: [2])
        let sigma = m.parameter("sigma", LogNormal(0, 0.5))
        m.observe("y", Normal(mu[0] + mu[1] * [0.0, 1, 2, 3].tensor, sigma), [0.1, 0.2, 0.3, 0.4])
      }
      #expect(
        error { _ = try calibrate(path, model: other) }.hasPrefix(
          "\(path): the file has simulations of another model: sha256:"))
      #expect(try lines(path) == before)
    }
  }

  @Test func `a damaged file is an error with file and line, and stays as it is`() throws {
    try withFile { path in
      _ = try calibrate(path, simulations: 3)
      let whole = try lines(path)
      func damaged(_ change: (inout [String]) -> Void) throws -> String {
        var lines = whole
        change(&lines)
        try write(lines.joined(separator: "\n"), path)
        let message = error { _ = try calibrate(path) }
        #expect(try self.lines(path) == lines)
        return message
      }
      #expect(try damaged { $0[10] = "x" }.hasPrefix("\(path):11: the line is no simulation"))
      #expect(try damaged { $0[10] = "1,0,50,1,2,11,3" }.contains(":11: the line is no simulation"))
      #expect(try damaged { $0[10] = "1,0,50,1,2,3" }.contains("4 ranks in 0 ... 10 are due"))
      #expect(try damaged { $0[10] = "1,0,50,1,2,3,4,5" }.contains(":11: the line is no simulation"))
      #expect(try damaged { $0[10] = $0[9] }.contains("is in the file twice"))
      #expect(try damaged { $0[0] = "chain,draw,mu" }.contains(":1: the file is no calibration of this form"))
      #expect(try damaged { $0 = Array($0.prefix(4)) + [""] }.contains(":5: the file is no calibration of this form"))
      #expect(try damaged { $0 = ["no line end"] }.contains(":1: the file is no calibration"))
      #expect(
        error { _ = try calibrate("/nowhere/calibration.csv") }.contains("/nowhere/calibration.csv: cannot be written"))
      #expect(error { _ = try calibrate("/") }.hasPrefix("/: "))
    }
  }
}
