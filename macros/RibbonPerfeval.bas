Attribute VB_Name = "RibbonPerfeval"
Option Explicit
' What the buttons of the ribbon tab do: each runs one function of perfeval_xl/addin.py in the project's own Python.
'
' perfeval-xl addin build puts xlwings' procedures into this module, above the ones below, and makes them private.
' Public functions of an add-in can be called from a cell of any opened workbook, so that a workbook could run
' programs through them; private ones cannot. A procedure that is declared here takes the place of xlwings' own.
'
' ASCII only: VBA source is kept in a code page that has no Chinese. Chinese() takes code points instead.

Public Sub PerfevalValidate(control As IRibbonControl)
    RunButton "validate"
End Sub

Public Sub PerfevalExportReport(control As IRibbonControl)
    RunButton "export_report"
End Sub

Public Sub PerfevalImportReport(control As IRibbonControl)
    RunButton "import_report"
End Sub

Public Sub PerfevalAddProject(control As IRibbonControl)
    RunButton "add_project"
End Sub

Public Sub PerfevalClearMarks(control As IRibbonControl)
    RunButton "clear_marks"
End Sub

Public Sub PerfevalShowHelp(control As IRibbonControl)
    RunButton "show_help"
End Sub

Private Sub RunButton(button As String)
    Dim code As String, interpreter As String
    If ActiveWorkbook Is Nothing Then
        SayNoWorkbook
        Exit Sub
    End If
    If Not IsSafeInCommand(ActiveWorkbook.Name) Then
        SayUnsafeName
        Exit Sub
    End If
    #If Mac Then
        interpreter = GetConfig("INTERPRETER_MAC", "", "user")
    #Else
        interpreter = GetConfig("INTERPRETER_WIN", "", "user")
    #End If
    If Not IsAbsolute(interpreter) Then
        SayNotInstalled
        Exit Sub
    End If
    If Not FileExists(interpreter) Then
        SayPythonMissing interpreter
        Exit Sub
    End If
    code = "import perfeval_xl.addin; perfeval_xl.addin." & button & "()"
    ' "false": the folder of the workbook stays off Python's search path.
    #If Mac Then
        Application.StatusBar = Chinese("6B6357288FD0884C2026")
        ExecuteMac code, interpreter, "false"
    #Else
        ExecuteWindows False, code, interpreter, "false"
    #End If
End Sub

Private Function IsSafeInCommand(workbookName As String) As Boolean
    ' The name becomes part of a command, where cmd.exe replaces %NAME% and the shell of macOS replaces $(command).
    Dim position As Long, unsafe As String
    #If Mac Then
        unsafe = "$`\|" & Chr(34)
    #Else
        unsafe = "%" & Chr(34)
    #End If
    IsSafeInCommand = True
    For position = 1 To Len(unsafe)
        If InStr(workbookName, Mid$(unsafe, position, 1)) > 0 Then IsSafeInCommand = False
    Next position
End Function

Private Function IsAbsolute(path As String) As Boolean
    ' A bare "python" would be looked for in the current folder first, which may be the workbook's.
    #If Mac Then
        IsAbsolute = Left$(path, 1) = "/"
    #Else
        IsAbsolute = Mid$(path, 2, 2) = ":\" Or Left$(path, 2) = "\\"
    #End If
End Function

' --- What is said -----------------------------------------------------------------------------------------------------

Private Sub SayNoWorkbook()
    ' Open a workbook first; in Protected View, choose Enable Editing first.
    Say Chinese("8BF7514862535F00898168219A8C76845DE54F5C7C3F30025982679C7A9753E34E0A65B96709201C") & _
        Chinese("53D74FDD62A4768489C656FE201DFF0C8BF7514870B9201C542F75287F168F91201DFF0C518D70B9") & _
        Chinese("630994AE3002")
End Sub

Private Sub SayUnsafeName()
    ' The file name holds a sign that a command cannot take: rename the workbook.
    #If Mac Then
        Say Chinese("5DE54F5C7C3F768465874EF6540D91CC670972796B8A7B2653F7FF08") & "$ ` \ | " & _
            Chinese("621682F165875F1553F7FF09FF0C65E06CD58FD0884C30028BF76539540D540E518D8BD53002")
    #Else
        Say Chinese("5DE54F5C7C3F768465874EF6540D91CC6709767E520653F7FF08") & "%" & _
            Chinese("FF09FF0C65E06CD58FD0884C30028BF76539540D540E518D8BD53002")
    #End If
End Sub

Private Sub SayNotInstalled()
    ' Not installed yet: run the command, then start Excel again.
    Say Chinese("630994AE8FD86CA167095B8988C5597D30028BF78FD0884C") & _
        " perfeval-xl addin install" & _
        Chinese("FF0C518D91CD65B062535F00") & _
        " Excel" & _
        Chinese("3002")
End Sub

Private Sub SayPythonMissing(interpreter As String)
    ' Python was removed or moved: install perfeval-xl again, then run the command.
    Say Chinese("627E4E0D5230") & _
        " Python" & _
        Chinese("FF0C53EF80FD88AB52209664621679FB52A84E8630028BF791CD65B05B8988C5") & _
        " perfeval-xl" & _
        Chinese("FF0C518D8FD0884C") & _
        " perfeval-xl addin install" & _
        Chinese("3002") & _
        vbCrLf & interpreter
End Sub

Private Sub ShowError(FileName As String, Optional Message As String = "")
    ' In place of xlwings' own, which can write a sheet into the clerk's workbook.
    Dim details As String
    details = Message
    On Error Resume Next
    If details = "" Then details = ReadFile(FileName)
    On Error GoTo 0
    ' The program did not end as it should: try again, or send what follows to whoever looks after the computer.
    Say Chinese("7A0B5E8F6CA167096B635E387ED3675F30028BF7518D8BD54E006B21FF1B5982679C8FD84E0D884C") & _
        Chinese("FF0C8BF7628A4E0B9762768451855BB953D17ED96280672F4EBA5458FF1A") & _
        vbCrLf & Right$(details, 600)
End Sub

Private Sub Say(text As String)
    MsgBox text, vbExclamation, Chinese("7EE9654881EA8BC4")
End Sub

Private Function Chinese(codePoints As String) As String
    ' Four hexadecimal digits for each character.
    Dim position As Long
    For position = 1 To Len(codePoints) Step 4
        Chinese = Chinese & ChrW(CLng("&H" & Mid$(codePoints, position, 4)))
    Next position
End Function
