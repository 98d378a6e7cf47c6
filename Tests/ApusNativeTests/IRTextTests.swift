// Text of the emitted code: numbers as LLVM reads them.

import Testing

@testable import ApusNative

@Suite struct IRTextTests {
  @Test func `integers are written in decimal and numbers by their bits`() {
    var text = IRText()
    text.put(-1203)
    text.put(" ")
    text.putBits(-1.5)
    text.put(" ")
    text.put(Int.min)
    #expect(text.string == "-1203 0xBFF8000000000000 -9223372036854775808")
  }
}
