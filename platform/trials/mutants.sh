#!/usr/bin/env bash
# Tries the trials: builds the server with mistakes that it makes on order (`store::faults`), and wants each to turn its trial red, which is
# green without it. Called by `make soak`; about a quarter of an hour. `mutants.sh M3 M7` tries these alone.
set -euo pipefail
cd "$(dirname "$0")/../.."

# A mutant, what is wrong with it, and the trial that finds it.
mutants() {
  cat <<'END'
M1 commits on SQLite do not wait for the disk            | power::what_was_told_survives_losses_of_power
M2 commits on PostgreSQL do not wait for the disk        | crash::what_was_told_survives_crashes_on_postgresql
M3 a citizen is told before the commit                   | crash::what_was_told_survives_crashes_on_sqlite
M4 the work to deliver is put after the commit           | points::what_was_told_survives_deaths_at_named_points_on_sqlite
M5 a notice is written down as told before it is         | points::what_was_told_survives_deaths_at_named_points_on_sqlite
M6 a notice has another id at each attempt               | notices::a_notice_that_fails_comes_again_as_it_was
M7 a lease that is over is not noticed                   | nodes::a_mail_that_a_node_was_sending_that_froze_is_sent_once
M8 the name of a file is not synced                      | power::what_was_told_survives_losses_of_power
M9 a transaction does not say at once that it will write | beside::commands_and_citizens_write_side_by_side
M10 what was not delivered is purged                     | clock::what_was_not_delivered_outlives_its_time
END
}

wanted=" ${*:-$(mutants | cut -d' ' -f1 | tr '\n' ' ')} "
cargo build --locked --quiet -p guichet -p store --features store/mutants --bin guichet
mkdir -p target/mutants
cp target/debug/guichet target/mutants/guichet
# What stands beside the trials is again what they are for.
cargo build --locked --quiet --bin guichet
export GUICHET_BIN=$PWD/target/mutants/guichet
unset GUICHET_SOAK
trial() { cargo test --locked --quiet -p trials --test it -- --exact "$1" >target/mutants/log 2>&1; }

survivors=0
declare -A green
while IFS='|' read -r mutant name; do
  read -r id what <<<"$mutant"
  name=${name# }
  [[ $wanted == *" $id "* ]] || continue
  if [ -z "${green[$name]:-}" ]; then
    trial "$name" || { cat target/mutants/log; echo "$name is red without a mutant."; exit 1; }
    green[$name]=yes
  fi
  if GUICHET_FAULTS="mutant:$id" trial "$name"; then
    echo "$id survives ($what): $name does not find it."
    survivors=$((survivors + 1))
  else
    echo "$id is found ($what): $(grep -m1 -A1 'panicked at' target/mutants/log | tail -1 | cut -c1-120)"
  fi
done < <(mutants)
exit "$survivors"
