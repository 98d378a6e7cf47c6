data {
  vector[40] y;
}
parameters {
  real mu;
}
model {
  mu ~ std_normal();
  target += -sum(abs(y - mu));
}
