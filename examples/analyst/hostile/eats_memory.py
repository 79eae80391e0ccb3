# Keeps all that it can get.
rows = []
while True:
    rows.append(Data.Csv() * 50)
