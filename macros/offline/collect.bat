@echo off
rem On a PC with internet, once: collects all that the installation needs. Usage: collect.bat FOLDER
chcp 65001 >nul
if "%~1"=="" (
  echo 用法：collect.bat 文件夹
  exit /b 2
)
if not exist "%~1\wheels" mkdir "%~1\wheels" || exit /b 1
py -3 -m pip wheel --wheel-dir "%~1\wheels" "%~dp0..\.." || exit /b 1
copy /y "%~dp0install.bat" "%~1" >nul || exit /b 1
copy /y "%~dp0install.sh" "%~1" >nul || exit /b 1
copy /y "%~dp0README.zh-CN.md" "%~1" >nul || exit /b 1
echo 已收集到 %~1，把整个文件夹复制到不能上网的电脑，再运行其中的 install.bat。
