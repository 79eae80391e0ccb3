# Sends the data elsewhere.
import urllib.request

urllib.request.urlopen("http://127.0.0.1:9/", data=Data.Csv().encode())
