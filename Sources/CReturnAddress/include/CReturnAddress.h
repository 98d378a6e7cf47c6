// The return address of a caller: where an operator, which cannot take #line, was written.
#ifndef C_RETURN_ADDRESS_H
#define C_RETURN_ADDRESS_H

/// The address to which the function that calls this one will return, or null where frames cannot be walked.
void *apus_return_address_of_caller(void);

#endif
