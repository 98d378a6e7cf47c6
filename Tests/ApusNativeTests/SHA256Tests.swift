// SHA-256 gives the digests of Python's hashlib.

import ApusNative
import ApusTestSupport
import Testing

@Suite struct SHA256Tests {
  private struct File: Decodable {
    let rows: [String: String]
    let millionLetters: String
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test func `digests of all lengths are right`() throws {
    let file: File = try Reference.load("sha256")
    #expect(file.rows.count == 137)
    for (text, digest) in file.rows {
      let n = try #require(Int(text))
      let message = (0..<n).map { UInt8((7 * $0 + n) % 251) }
      #expect(hexadecimal(SHA256.digest(message)) == digest, "\(n) bytes")
      // Pieces count as if they were one.
      #expect(hexadecimal(SHA256.digest(Array(message.prefix(n / 3)), [], Array(message.dropFirst(n / 3)))) == digest)
    }
    #expect(hexadecimal(SHA256.digest([UInt8](repeating: 0x61, count: 1_000_000))) == file.millionLetters)
  }
}
