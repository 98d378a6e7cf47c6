// How a command-line program begins and ends: its three streams, its arguments, its exit status.

internal import ApusExtension
internal import ApusSystem
package import ArgumentParser
internal import Foundation

/// The process of a command-line program.
package enum CommandProcess {
  /// Reads the arguments, runs the command that they name, and ends the process with its exit status.
  ///
  /// Where the output cannot be written (a full disk, a closed stream) the status is 74, with one line on the error stream:
  /// also for help, and for what the program's author prints. A pipe that nobody reads ends the process by SIGPIPE, as all
  /// programs are ended.
  package static func run(_ root: any ParsableCommand.Type, name: @autoclosure () -> String) -> Never {
    openMissingStreams()
    unblockSignals()
    do {
      do {
        var command = try root.parseAsRoot()
        try command.run()
      } catch let failure as OutputFailure {
        throw failure
      } catch {
        let (text, status) = (root.fullMessage(for: error), root.exitCode(for: error))
        if !text.isEmpty {
          if status == .success { try StandardOutput.write(text) } else { StandardError.say(text + "\n") }
        }
        if status != .success {
          fflush(nil)
          exit(status.rawValue)
        }
      }
      try StandardOutput.flush()
    } catch {
      StandardError.say("\(name()): \(error)\n")
      exit(OutputFailure.status)
    }
    exit(0)
  }

  /// Opens streams that the caller has closed, so that the next file that is opened does not become one of them: in the
  /// direction in which nobody can use them.
  private static func openMissingStreams() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
      _ = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Lets the signals through that ask a process to end: a program that was started by a thread that blocks them, as those of
  /// Dispatch do, would block them too.
  private static func unblockSignals() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
