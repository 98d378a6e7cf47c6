// Two threads that add to one number, with a Mutex (`right`) or without (`wrong`): what the thread sanitizer must and must not find.

import Dispatch
import Synchronization

nonisolated(unsafe) var number = 0
let lock = Mutex(())
let isRight = CommandLine.arguments.contains("right")
let group = DispatchGroup()
for name in ["first", "second"] {
  DispatchQueue(label: name).async(group: group) {
    for _ in 0..<100_000 {
      if isRight { lock.withLock { _ in number += 1 } } else { number += 1 }
    }
  }
}
group.wait()
print(number)
