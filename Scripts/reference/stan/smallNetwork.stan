data {
  matrix[60, 2] x;
  array[60] int y;
}
parameters {
  matrix[2, 5] hidden;
  vector[5] output;
}
model {
  to_vector(hidden) ~ std_normal();
  output ~ std_normal();
  y ~ bernoulli_logit(tanh(x * hidden) * output);
}
