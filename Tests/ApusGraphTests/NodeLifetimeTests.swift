// Tests of the nodes' lives: released when nobody uses them, without recursion, and consistent under several threads.

import ApusGraph
import ApusOps
import Foundation
import Testing

/// An Op by which a test recognises its own nodes among those of tests that run at the same time.
private struct Marked: Op {
  let test: String

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [.float64()] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {}
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { site.operands.map { _ in .disconnected } }

  static func living(_ test: String) -> Int { Node.livingCount { ($0 as? Marked)?.test == test } }
}

/// An Op whose author makes nodes to compare, and whose hashes are all the same.
private struct Comparing: Op {
  let number: Int

  static func == (a: Comparing, b: Comparing) -> Bool {
    Tensor.apply(Marked(test: "comparing"), .argument("x")).shape == [] && a.number == b.number
  }
  func hash(into hasher: inout Hasher) {}
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [.float64()] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {}
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.disconnected] }
}

@Suite struct NodeLifetimeTests {
  @Test func `an Op whose equality makes nodes does not wait for itself`() {
    let x = Tensor.argument("x")
    let made = (0..<20).map { Tensor.apply(Comparing(number: $0), x) }
    let again = (0..<20).map { Tensor.apply(Comparing(number: $0), x) }
    #expect(made == again)
    #expect(Set(made).count == 20)
  }

  @Test func `a node lives as long as somebody uses it`() throws {
    let op = Marked(test: "lives")
    let x = Tensor.argument("x")
    var held: Tensor = .apply(op, .apply(op, x))
    withExtendedLifetime(held) { #expect(Marked.living("lives") == 2) }
    held = try #require(held.node).operands[0]
    #expect(Marked.living("lives") == 1)
    #expect(held == .apply(op, x))
    held = x
    #expect(Marked.living("lives") == 0)
  }

  @Test func `a released node is made again`() {
    let op = Marked(test: "again")
    let x = Tensor.argument("x")
    for _ in 0..<100 { #expect(Tensor.apply(op, x) == Tensor.apply(op, x)) }
    #expect(Marked.living("again") == 0)
  }

  @Test func `a chain of 100,000 nodes is built and freed without overflowing the stack`() {
    let op = Marked(test: "chain")
    var chain = Tensor.argument("x")
    for _ in 0..<100_000 { chain = .apply(op, chain) }
    withExtendedLifetime(chain) { #expect(Marked.living("chain") == 100_000) }
    chain = 0
    #expect(Marked.living("chain") == 0)
  }

  @Test func `a ladder of shared rungs is freed, and what is still used stays`() {
    let op = Marked(test: "ladder")
    var rungs: [Tensor] = [.argument("x"), .argument("y")]
    var thousandth: [Tensor] = []
    for rung in 1...50_000 {
      rungs = [.apply(op, rungs[0], rungs[1]), .apply(op, rungs[1], rungs[0])]
      if rung == 1000 { thousandth = [rungs[0]] }
    }
    withExtendedLifetime(rungs) { #expect(Marked.living("ladder") == 100_000) }
    rungs = []
    withExtendedLifetime(thousandth) { #expect(Marked.living("ladder") == 999 * 2 + 1) }
    thousandth = []
    #expect(Marked.living("ladder") == 0)
  }

  @Test func `a long chain goes on a thread with a small stack`() {
    let finished = DispatchSemaphore(value: 0)
    let thread = Thread {
      let op = Marked(test: "small stack")
      var chain = Tensor.argument("x")
      for _ in 0..<100_000 { chain = .apply(op, chain) }
      finished.signal()
    }
    thread.stackSize = 64 * 1024
    thread.start()
    finished.wait()
    var waits = 0
    while Marked.living("small stack") > 0 && waits < 1000 {
      Thread.sleep(forTimeInterval: 0.01)
      waits += 1
    }
    #expect(Marked.living("small stack") == 0)
  }

  @Test func `threads that build the same graph at once get the same nodes`() async {
    let op = Marked(test: "threads")
    let x = Tensor.argument("x")
    @Sendable func build() -> Tensor {
      var result = x
      for step in 0..<2000 { result = .apply(op, result, Tensor(Double(step % 7))) }
      return result
    }
    let results = await withTaskGroup(of: Tensor.self, returning: [Tensor].self) { group in
      for _ in 0..<8 { group.addTask { build() } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(results).count == 1)
    withExtendedLifetime(results) { #expect(Marked.living("threads") == 2000) }
  }

  @Test func `threads that make and release equal nodes leave nothing behind`() async {
    let op = Marked(test: "churn")
    let x = Tensor.argument("x")
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for round in 0..<5000 {
            let a = Tensor.apply(op, x, Tensor(Double(round % 3)))
            let b = Tensor.apply(op, x, Tensor(Double(round % 3)))
            if a != b { Issue.record("two equal nodes at once") }
          }
        }
      }
    }
    #expect(Marked.living("churn") == 0)
    #expect(Node.livingCount { _ in true } > 0)
  }

  @Test func `counting nodes keeps none of them alive`() async {
    let op = Marked(test: "counted")
    let x = Tensor.argument("x")
    let kept = await withTaskGroup(of: Int.self, returning: Int.self) { group in
      group.addTask {
        (0..<300).count { _ in
          var chain = x
          for _ in 0..<50 { chain = .apply(op, chain) }
          chain = x
          return Marked.living("counted") > 0
        }
      }
      group.addTask {
        for _ in 0..<300 { _ = Marked.living("nothing") }
        return 0
      }
      return await group.reduce(0, +)
    }
    #expect(kept == 0)
  }
}
