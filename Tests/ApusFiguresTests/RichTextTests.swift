// Text of charts: cut, broken into lines, measured.

import ApusFigures
import ApusTestSupport
import Testing

@Suite struct RichTextTests {
  @Test func `text that fits is not cut, and cut text fits`() {
    var numbers = TestNumbers(seed: 3)
    for _ in 0..<200 {
      let text = RichText(String((0..<numbers.integer(below: 60)).map { _ in numbers.element(of: Array("abcW i.é")) }))
      let width = numbers.uniform(15, 300)
      let cut = text.truncated(to: width, size: 11)
      #expect(cut.width(size: 11) <= width)
      #expect((cut == text) == (text.width(size: 11) <= width))
      if cut != text { #expect(cut.plain.hasSuffix("…") && text.plain.hasPrefix(cut.plain.dropLast())) }
    }
  }

  @Test func `lines hold all words, and only single words are too long`() {
    let text = RichText(joining: .italic("P"), .lowered("b"), " − 1201.0995 [d] and more words")
    for width in [10.0, 40, 80, 120, 500] {
      let lines = text.lines(within: width, size: 12)
      #expect(lines.map(\.plain).joined(separator: " ") == text.plain)
      for line in lines where line.width(size: 12) > width {
        #expect(!line.plain.replacing("− ", with: "").contains(" "))
      }
    }
    #expect(text.lines(within: 1, size: 12).map(\.plain) == ["Pb", "− 1201.0995", "[d]", "and", "more", "words"])
    #expect(text.unbroken.lines(within: 1, size: 12).count == 1)
    #expect(RichText("").lines(within: 10, size: 12).isEmpty)
  }
}
