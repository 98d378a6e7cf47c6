// A sample of the mutation suite, held to the figures of the whole: `make mutation` runs all of it.

import Mutation
import Testing

@Suite struct MutationTests {
  @Test func `of wrong rules nearly all are caught and most are named`() {
    var score = MutationScore()
    for (index, subject) in Subject.all.enumerated() {
      // A third of the kinds for each subject, all kinds over the subjects.
      let kinds = MutationKind.allCases.enumerated().filter { ($0.offset + index).isMultiple(of: 3) }.map(\.element)
      score.breakInEveryWay(subject, kinds, seed: UInt64(100 + index), broadcasts: index.isMultiple(of: 2))
    }
    #expect(score.kinds.count >= 25 && score.subjects.count >= 20 && score.mutantCount >= 200)
    #expect(Double(score.caughtCount) >= 0.98 * Double(score.mutantCount), "\(score.findings)")
    #expect(Double(score.namedCount) >= 0.8 * Double(score.mutantCount), "\(score.findings)")
  }

  @Test func `no right rule is refused`() {
    var score = MutationScore()
    for (index, subject) in Subject.all.enumerated() { score.trust(subject, pointCount: 40, seed: UInt64(200 + index)) }
    #expect(score.correctCount >= 800)
    #expect(score.findings == [])
  }

  @Test func `a score below what is required is no pass`() {
    var score = MutationScore()
    #expect(!score.isEnough)
    score.trust(Subject.all[0], pointCount: 3, seed: 1)
    #expect(!score.isEnough)
    score.breakInEveryWay(Subject.all[0], [.wrongSign, .twice], seed: 1, broadcasts: false)
    #expect(score.isEnough)
    // A derivative at another point is none of the mistakes that have a name.
    score.breakInEveryWay(Subject.all[0], [.otherPoint], seed: 1, broadcasts: false)
    #expect(score.mutantCount == 3 && score.caughtCount == 3 && score.namedCount == 2 && !score.isEnough)
  }
}
