// The command line of Apus.

print("apus")
