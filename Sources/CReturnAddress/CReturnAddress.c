// The return addresses above a caller: where an operator, which cannot take #line, was written.
#include "CReturnAddress.h"
#include <stdint.h>

// A frame record of x86-64 and arm64: the caller's record, then the return address.
struct frame {
  const struct frame *caller;
  void *return_address;
};

__attribute__((noinline)) struct apus_return_addresses apus_return_address_of_caller(void) {
  struct apus_return_addresses found = {0, 0};
#if defined(__x86_64__) || defined(__aarch64__)
  const struct frame *own = __builtin_frame_address(0);
  const struct frame *operator = own->caller;
  found.first = operator->return_address;
  // Code without frame pointers leaves any number there: only a record close above on the stack is followed.
  const uintptr_t distance = (uintptr_t)operator->caller - (uintptr_t)operator;
  if (distance != 0 && distance < (1u << 20) && distance % sizeof(void *) == 0) {
    found.second = operator->caller->return_address;
  }
#endif
  return found;
}
