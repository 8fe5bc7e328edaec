"""Descriptions that tests share: the usual and the widest."""

from bot.pictures.description import Picture

CARD = Picture("contribution", {"income": 3_000_000, "mode": "3-months"})
LEVELS = Picture("levels", {"support": "other"})
CHART = Picture("pension-chart", {"income": 3_000_000, "sex": "female", "birth": "1980-05"})
BY_MONTHS = Picture("pension-chart", {"income": 1_500_000, "sex": "male", "months": 240})

USUAL = {"card": CARD, "levels": LEVELS, "chart": CHART, "chart by months": BY_MONTHS}

WIDEST = {
    "largest payment": Picture(
        "contribution",
        {
            "income": 50_600_000,
            "support": "near-poor",
            "mode": "years-ahead",
            "years": 5,
            "supported_months_used": 97,
        },
    ),
    "bought months": Picture(
        "contribution",
        {"income": 50_600_000, "support": "island", "mode": "missing-years", "months": 60},
    ),
    "no support left": Picture(
        "contribution",
        {"income": 50_600_000, "mode": "12-months", "supported_months_used": 120},
    ),
    "half the months supported": Picture(
        "contribution",
        {
            "income": 1_500_000,
            "support": "ethnic-minority",
            "mode": "12-months",
            "supported_months_used": 115,
        },
    ),
    "highest levels": Picture(
        "levels",
        {
            "support": "ethnic-minority",
            "incomes": [
                1_500_000,
                20_000_000,
                30_000_000,
                40_000_000,
                45_000_000,
                50_000_000,
                50_600_000,
            ],
        },
    ),
    "young and rich": Picture(
        "pension-chart",
        {"income": 50_600_000, "sex": "male", "birth": "2011-01", "support": "poor"},
    ),
    "buys at the end": Picture(
        "pension-chart",
        {
            "income": 50_600_000,
            "sex": "female",
            "birth": "1979-02",
            "support": "ethnic-minority",
            "months_paid": 20,
        },
    ),
    "old with little paid": Picture(
        "pension-chart",
        {"income": 1_500_000, "sex": "male", "birth": "1958-03", "months_paid": 119},
    ),
    "complete before the age": Picture(
        "pension-chart",
        {"income": 2_000_000, "sex": "female", "birth": "1971-09", "months_paid": 200},
    ),
    "nothing left to pay": Picture(
        "pension-chart",
        {"income": 2_000_000, "sex": "male", "birth": "1960-01", "months_paid": 220},
    ),
    "forty years": Picture("pension-chart", {"income": 9_000_000, "sex": "female", "months": 480}),
}
