"""What changed its name between the versions of pygambit."""


def strategic_form(*payoffs):
    import pygambit

    return getattr(pygambit, "StrategicGame", pygambit.Game).from_arrays(*payoffs)


def count(solve, game, **options):
    found = solve(game, **options)
    return len(getattr(found, "equilibria", found))
