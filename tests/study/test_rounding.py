"""What another machine's linear algebra changes in the last bits does not reach a file."""

from analysis.study import save_study


def test_last_bits_do_not_reach_a_file(study, tmp_path):
    scores = study.targets[["target_id", "value_low"]].assign(value_low=1 / 3)
    one = save_study(study, tmp_path / "one", derived={"withheld": scores})
    two = save_study(study, tmp_path / "two", derived={"withheld": scores.assign(value_low=1 / 3 + 1e-15)})
    assert (one / "withheld.parquet").read_bytes() == (two / "withheld.parquet").read_bytes()
    far = save_study(study, tmp_path / "far", derived={"withheld": scores.assign(value_low=1 / 3 + 1e-9)})
    assert (one / "withheld.parquet").read_bytes() != (far / "withheld.parquet").read_bytes()
