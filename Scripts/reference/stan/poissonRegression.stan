data {
  matrix[70, 3] x;
  array[70] int y;
}
parameters {
  vector[3] b;
}
model {
  b ~ std_normal();
  y ~ poisson_log(x * b);
}
