// No call of a public function traps, whatever it is given: it throws, answers with a poisoned tensor, or with NaN.
//
// A trap ends the run. The call that made it is then the last line of `apus-misuse.txt` in the temporary folder.

import ApusExtension
import Foundation
import Testing

@Suite(.serialized) struct MisuseTests {
  @Test func `functions of tensors do not trap`() throws { try run(MisuseCall.ofTensors, atLeast: 5000) }

  @Test func `distributions, models, samplers and diagnostics do not trap`() throws {
    try run(MisuseCall.ofModels, atLeast: 5000)
  }

  private func run(_ calls: [MisuseCall], atLeast count: Int) throws {
    #expect(calls.count >= count, "\(calls.count) calls")
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("apus-misuse.txt").path
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    let file = try #require(FileHandle(forWritingAtPath: path))
    var slow: [String] = []
    for call in calls {
      try file.seek(toOffset: 0)
      try file.write(contentsOf: Data((call.name + "\n").utf8))
      try file.truncate(atOffset: file.offset())
      let begin = ContinuousClock.now
      call.run()
      if ContinuousClock.now - begin > .seconds(10) { slow.append(call.name) }
    }
    #expect(slow == [])
  }
}
