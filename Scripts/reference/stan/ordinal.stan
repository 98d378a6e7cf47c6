data {
  matrix[50, 2] x;
  array[50] int y;
}
parameters {
  ordered[4] cuts;
  vector[2] b;
}
model {
  cuts ~ normal(0, 3);
  b ~ std_normal();
  for (i in 1:50)
    y[i] + 1 ~ ordered_logistic(x[i] * b, cuts);
}
