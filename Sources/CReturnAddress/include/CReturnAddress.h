// The return addresses above a caller: where an operator, which cannot take #line, was written.
#ifndef C_RETURN_ADDRESS_H
#define C_RETURN_ADDRESS_H

/// Where a function returns to, and where that one returns to; null where it cannot be told.
struct apus_return_addresses {
  void *first;
  void *second;
};

/// The addresses to which the function that calls this one will return, and to which the next one will: an optimizing
/// compiler may split an operator in two functions, of which the outer one is the one that the user's code calls.
struct apus_return_addresses apus_return_address_of_caller(void);

#endif
