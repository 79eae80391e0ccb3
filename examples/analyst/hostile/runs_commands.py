# Runs a program of the machine.
import subprocess

subprocess.run(["id"], check=True)
