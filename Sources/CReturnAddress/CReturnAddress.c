// The return address of a caller: where an operator, which cannot take #line, was written.
#include "CReturnAddress.h"

__attribute__((noinline)) void *apus_return_address_of_caller(void) {
#if defined(__x86_64__) || defined(__aarch64__)
  return __builtin_return_address(1);
#else
  return 0;
#endif
}
