data {
  matrix[50, 3] x;
  array[50] int y;
}
parameters {
  matrix[3, 3] b;
}
model {
  to_vector(b) ~ std_normal();
  for (i in 1:50)
    y[i] + 1 ~ categorical_logit((x[i] * b)');
}
