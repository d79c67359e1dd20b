"""pandas: the tenth of a range of business days."""

def acknowledge_by(received, holidays):
    after = received + pd.Timedelta(days=1)
    return pd.bdate_range(after, periods=10, freq="C", holidays=holidays)[9]
