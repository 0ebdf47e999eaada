@echo off
rem On a PC without internet: installs the program and the buttons from the folder "wheels" beside this file.
chcp 65001 >nul
set "target=%LOCALAPPDATA%\perfeval-xl"
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))"
if errorlevel 1 (
  echo 没有找到 Python 3.11 或更高版本。请先安装 Python，再运行本程序。
  pause
  exit /b 1
)
py -3 -m venv "%target%" && "%target%\Scripts\python.exe" -m pip install --quiet --no-index --find-links "%~dp0wheels" --force-reinstall perfeval-xl && "%target%\Scripts\python.exe" -m perfeval_xl.cli addin install
set "result=%errorlevel%"
pause
exit /b %result%
