# Makes a virtual environment of Python, unless it is there. Its folder is $0, the first numbers of
# the version of Python $1 or nothing, a file of requirements $2 or nothing; packages follow. What
# this says is the log for whoever wants to know why it failed; the last line is the reason.
environment=$0 version=$1 requirements=$2
shift 2

# Whoever comes second waits. The lock is gone with those who hold it.
mkdir -p "$(dirname "$environment")" && exec 9>"$environment.lock" && flock 9 || exit

# The file is written last, and its time is that of the last use. Its Python may have been removed
# since then.
if [ -e "$environment/complete" ] && "$environment/bin/python" -c ''; then
  touch "$environment/complete"
  echo "The environment $environment is there."
  exit
fi

says='import sys, venv
version = ".".join(map(str, sys.version_info[:3])) + "."
print(sys.executable)
sys.exit(bool(sys.argv[1]) and not version.startswith(sys.argv[1] + "."))'
uv=$(uv --version 2>/dev/null)
python=
for each in "python$version" "python${version%.*}" python3 python; do
  if found=$("$each" -c "$says" "$version" 2>/dev/null); then
    python=$found
    break
  fi
done
if [ -z "$python" ] && [ -n "$uv" ]; then
  python=$(uv python find --no-python-downloads "$version" 2>/dev/null)
fi
if [ -z "$python" ]; then
  echo "There is no Python${version:+ $version} here; install it, or ask for another pythonVersion."
  exit 2
fi

make() {
  if [ -n "$uv" ]; then
    uv venv --python "$python" "$environment" &&
      uv pip install --python "$environment/bin/python" ${requirements:+--requirement "$requirements"} "$@"
  else
    "$python" -m venv "$environment" &&
      "$environment/bin/python" -m pip install --no-input ${requirements:+--requirement "$requirements"} "$@"
  fi
}

echo "Making the environment $environment with $python by ${uv:-pip} ..."
rm -rf "$environment"
if make "$@" && : >"$environment/complete"; then
  echo "The environment $environment is made."
else
  status=$?
  rm -rf "$environment"
  exit "$status"
fi
