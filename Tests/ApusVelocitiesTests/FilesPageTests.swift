// The page on files of velocities: the files that it shows are read, and the sentences that it quotes are said.

import ApusVelocities
import Foundation
import Testing

@Suite struct FilesPageTests {
  private static let page: [String] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = "Sources/ApusVelocities/ApusVelocities.docc/VelocityFiles.md"
    return (try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8))?.components(separatedBy: "\n")
      ?? []
  }()

  /// The files that the page shows, indented by four spaces.
  private static let files = page.split { !$0.hasPrefix("    ") }
    .map { $0.map { String($0.dropFirst(4)) }.joined(separator: "\n") }

  @Test func `the files that the page shows are read, and are the same velocities`() throws {
    #expect(Self.files.count == 3)
    for file in Self.files {
      let reading = try VelocityTable.read([VelocitySource(bytes: Array(file.utf8), file: "rv.txt")])
      // A thousand times 0.010866 is not the number nearest to 10.866.
      let numbers = reading.table.velocities + reading.table.errors
      #expect(numbers.count == 4, "\(file)")
      for (number, expected) in zip(numbers, [10.866, 4.653, 1.142, 1.028]) {
        #expect(abs(number - expected) < 1e-14 * expected, "\(file)")
      }
      #expect(reading.table.instruments.count == 1 && reading.timeSystem?.offset == 0)
    }
  }

  @Test func `the sentences that the page quotes are said`() {
    let quoted = Self.page.filter { $0.hasPrefix("- `rv.txt") }.map { $0.dropFirst(3).dropLast() }
    let said = [
      "2450000 1 2\n2450001 2 3\n", "bjd,RV [km/s],err\n2450000,1,2\n2450001,2,3\n",
      "BJD-2450000 rv err\n1 2 3\n2 3 4\n",
      "t,rv,err\n1,2,3\n2,abc,3\n",
    ].flatMap { text -> [String] in
      do throws(VelocityError) {
        return try VelocityTable.read([VelocitySource(bytes: Array(text.utf8), file: "rv.txt")]).notes
      } catch { return [error.description] }
    }
    #expect(quoted.count == 4)
    for sentence in quoted { #expect(said.contains(String(sentence)), "\(sentence) in \(said)") }
  }
}
