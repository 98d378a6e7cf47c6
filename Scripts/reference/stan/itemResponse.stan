data {
  array[200] int item, person, y;
}
parameters {
  vector[25] ability;
  vector<lower=0>[10] slope;
  vector[10] difficulty;
}
model {
  ability ~ std_normal();
  slope ~ lognormal(0, 0.5);
  difficulty ~ std_normal();
  for (i in 1:200) {
    int j = item[i] + 1;
    y[i] ~ bernoulli_logit(slope[j] * (ability[person[i] + 1] - difficulty[j]));
  }
}
