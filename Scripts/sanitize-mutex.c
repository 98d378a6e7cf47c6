// Shows the thread sanitizer where Swift's Mutex was waited for and handed on.
//
// A lock that nobody waits for is taken and left by atomic operations in the program, which the sanitizer sees. Else both happen
// in Swift's library, which is not instrumented: without this the sanitizer takes what the lock protects for a race. Preloaded,
// it calls the library, and says that the lock was acquired or released.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *mutex

typedef SWIFT void (*LockSlow)(uint32_t thread, SELF);
typedef SWIFT void (*UnlockSlow)(SELF);
typedef void (*Tell)(void *);

static void tell(const char *name, void *mutex) {
  Tell tell = (Tell)dlsym(RTLD_DEFAULT, name);
  if (tell) tell(mutex);
}

SWIFT void apusLockSlow(uint32_t thread, SELF) __asm__(LOCK_SLOW);
SWIFT void apusUnlockSlow(SELF) __asm__(UNLOCK_SLOW);

SWIFT void apusLockSlow(uint32_t thread, SELF) {
  ((LockSlow)dlsym(RTLD_NEXT, LOCK_SLOW))(thread, mutex);
  tell("__tsan_acquire", mutex);
}

SWIFT void apusUnlockSlow(SELF) {
  tell("__tsan_release", mutex);
  ((UnlockSlow)dlsym(RTLD_NEXT, UNLOCK_SLOW))(mutex);
}
