"""Runs inside LibreOffice: does in one call what would take the program outside hundreds of them.

Each call from outside crosses a pipe, and each new object costs some ten more; in here they cost next to
nothing. `perfeval_xl.hosts.libreoffice.service` loads this file and calls `Inside`. It keeps to what older
Pythons know, which LibreOffice may bring, and imports nothing of the project.
"""

import contextlib
import json
import os
import threading
import traceback

import uno
import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.lang import DisposedException
from com.sun.star.task import XJob
from com.sun.star.uno import Exception as UnoException
from com.sun.star.util import NotLockedException

IMPLEMENTATION = "org.perfeval.xl.Inside"

# com.sun.star.sheet.CellFlags
NOTES = 8
# com.sun.star.ui.dialogs.TemplateDescription
SAVE_WITH_ENDING = 10
HEADING_HEIGHT = 800
"""In hundredths of a millimetre."""
PAGE_SETTINGS = (
    *("IsLandscape", "Width", "Height", "LeftMargin", "RightMargin", "TopMargin", "BottomMargin"),
    *("HeaderIsOn", "FooterIsOn", "CenterHorizontally", "ScaleToPagesX", "ScaleToPagesY"),
)
"""Of a page style: what a sheet's print depends on."""
STAMP = os.stat(__file__).st_mtime_ns
"""When what runs here was written."""
RESULTS_STYLE = "perfeval-xl 校验结果"
"""The page style of the sheet that is written; it goes with the sheet."""


def create(context, service):
    return context.ServiceManager.createInstanceWithContext(service, context)


def new(name, *members):
    return uno.createUnoStruct("com.sun.star." + name, *members)


class InMainThread(unohelper.Base, XCallback):
    """Has LibreOffice's main thread do something.

    It alone may show windows; and LibreOffice 7.4 crashes, now and then and some clicks later, where another
    thread changes what a window shows.
    """

    def __init__(self, action):
        self.action, self.result, self.error = action, None, None
        self.done = threading.Event()

    def notify(self, _):
        try:
            self.result = self.action()
        except Exception as error:
            self.error = error
        self.done.set()

    def start(self, context):
        create(context, "com.sun.star.awt.AsyncCallback").addCallback(self, None)

    def wait(self, context):
        self.start(context)
        self.done.wait()
        if self.error is not None:
            raise self.error
        return self.result


# This file itself


def stamp(_, __):
    """When what runs here was written: LibreOffice reads the file once, however often it is upgraded."""
    return STAMP


def renew(_, __):
    """Reads this file again, as LibreOffice would after its next start."""
    with open(__file__, encoding="utf-8") as file:
        exec(compile(file.read(), __file__, "exec"), globals())  # noqa: S102 - what LibreOffice ran before


# Reading


def find(context, _, uid):
    """The open document of that RuntimeUID; None when there is none."""
    return next((document for document in _documents(context) if document.RuntimeUID == uid), None)


def is_open(context, _, url):
    """Whether a document of that URL is open."""
    wanted = uno.fileUrlToSystemPath(url)
    stored = (document.URL for document in _documents(context) if document.URL.startswith("file:"))
    return any(uno.fileUrlToSystemPath(other) == wanted for other in stored)


def _documents(context):
    components = create(context, "com.sun.star.frame.Desktop").Components.createEnumeration()
    while components.hasMoreElements():
        component = components.nextElement()
        # LibreOffice's help, for example, is none.
        if hasattr(component, "RuntimeUID"):
            yield component


def read(_, document, rows, columns, cells):
    """All sheets: name, place, and values, formulas and shown texts of the used cells.

    Cells beyond `rows` and `columns` are left out; a sheet of more than `cells` cells comes without content.
    """
    provider = document.createInstance("com.sun.star.chart2.data.DataProvider")
    return [_sheet(provider, sheet, rows, columns, cells) for sheet in _sheets(document)]


def _sheets(document):
    sheets = document.Sheets
    return [sheets.getByIndex(number) for number in range(sheets.Count)]


def _sheet(provider, sheet, rows, columns, cells):
    cursor = sheet.createCursor()
    cursor.gotoStartOfUsedArea(False)
    cursor.gotoEndOfUsedArea(True)
    used = cursor.RangeAddress
    top, left = used.StartRow, used.StartColumn
    bottom, right = min(used.EndRow, rows - 1), min(used.EndColumn, columns - 1)
    found = {"name": sheet.Name, "top": top, "left": left, "values": [], "formulas": [], "texts": None}
    if top > bottom or left > right:
        return found
    if (bottom - top + 1) * (right - left + 1) > cells:
        found["values"] = None
        return found
    area = sheet.getCellRangeByPosition(left, top, right, bottom)
    found["values"] = area.getDataArray()
    found["formulas"] = area.getFormulaArray()
    if any(not isinstance(value, str) for row in found["values"] for value in row):
        found["texts"] = _texts(provider, area)
    return found


def _texts(provider, area):
    """What the cells show, row by row; the provider of data for charts gives it column by column."""
    flat = provider.createDataSequenceByRangeRepresentation(area.AbsoluteName).getTextualData()
    address = area.RangeAddress
    height, width = address.EndRow - address.StartRow + 1, address.EndColumn - address.StartColumn + 1
    return [[flat[column * height + row] for column in range(width)] for row in range(height)]


def format_kinds(_, document, cells):
    """What kinds of values the number formats of the cells show; `cells` are [sheet, row, column]."""
    formats, kinds = document.NumberFormats, {}
    found = []
    for sheet, row, column in cells:
        key = document.Sheets.getByIndex(sheet).getCellByPosition(column, row).NumberFormat
        if key not in kinds:
            kinds[key] = formats.getByKey(key).Type
        found.append(kinds[key])
    return found


def look(_, document, cells):
    """The notes of all sheets, and the fills of the cells: by sheet's name, row, column and what is there."""
    found = {}
    for sheet in _sheets(document):
        notes = sheet.Annotations
        asked = cells.get(sheet.Name, [])
        found[sheet.Name] = {
            "notes": [_note(notes.getByIndex(number)) for number in range(notes.Count)],
            "fills": [
                [row, column, sheet.getCellByPosition(column, row).CellBackColor] for row, column in asked
            ],
        }
    return found


def _note(note):
    return [note.Position.Row, note.Position.Column, note.String]


# Writing


def change(_, document, changes):
    """Fills cells, adds and deletes notes, sheet by sheet; returns the names of the sheets that refused.

    A change is {sheet, fills: [[colour, cells]], add: [[row, column, text]], delete: cells}; cells are
    [top, left, bottom, right], and a protected sheet without a password is protected again afterwards.
    """
    refused = []
    document.lockControllers()
    try:
        for wanted in changes:
            sheet = document.Sheets.getByName(wanted["sheet"])
            try:
                with _unprotected(document, sheet):
                    _change(document, sheet, wanted)
            except Locked:
                refused.append(wanted["sheet"])
    finally:
        document.unlockControllers()
    return refused


class Locked(Exception):
    """A sheet does not let its cells be changed."""


def _change(document, sheet, wanted):
    for color, cells in wanted["fills"]:
        ranges = _ranges(document, sheet, cells)
        ranges.CellBackColor = color
        _lock_again(document)
        # LibreOffice says nothing where a cell is locked.
        if ranges.CellBackColor != color:
            raise Locked
    if wanted["delete"]:
        ranges = _ranges(document, sheet, wanted["delete"])
        ranges.clearContents(NOTES)
        if ranges.queryContentCells(NOTES).RangeAddresses:
            raise Locked
    number = sheet.RangeAddress.Sheet
    _lock_again(document)
    for row, column, text in wanted["add"]:
        # A second note for a cell makes LibreOffice 7.4 crash, later.
        if not sheet.getCellByPosition(column, row).Annotation.String:
            sheet.Annotations.insertNew(new("table.CellAddress", number, column, row), text)
        _lock_again(document)


def _ranges(document, sheet, cells):
    """One object for all the cells: what is done to it is done to each of them."""
    number = sheet.RangeAddress.Sheet
    addresses = tuple(
        new("table.CellRangeAddress", number, left, top, right, bottom) for top, left, bottom, right in cells
    )
    ranges = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    ranges.addRangeAddresses(addresses, False)
    return ranges


def _lock_again(document):
    """Locks the list of actions to undo again, if it was locked: colours and notes end the lock."""
    manager = document.UndoManager
    try:
        # Not isLocked(): it no longer says so.
        manager.unlock()
    except NotLockedException:
        return
    manager.lock()


@contextlib.contextmanager
def _unprotected(document, sheet):
    if not sheet.isProtected():
        yield
        return
    undoable = _unprotect(document, sheet)
    try:
        yield
    finally:
        _protect(document, sheet, undoable)


def unprotect(_, document, sheet):
    """Takes the sheet's protection away; returns what `protect` needs, None where it has a password."""
    try:
        return _unprotect(document, document.Sheets.getByName(sheet))
    except Locked:
        return None


def protect(_, document, sheet, undoable):
    """Protects the sheet as it was before `unprotect`."""
    _protect(document, document.Sheets.getByName(sheet), undoable)


def _unprotect(document, sheet):
    """What there is to undo afterwards; [] where the removal of the protection is not part of it.

    LibreOffice's own protect() forgets the options (may rows be inserted, …). So the removal is undone, and
    nothing else that happens in between is recorded for undoing. Where the document records nothing, the
    options are lost.
    """
    manager = document.UndoManager
    before = manager.getAllUndoActionTitles()
    try:
        sheet.unprotect("")
    except UnoException:
        raise Locked from None
    if sheet.isProtected():
        raise Locked
    after = manager.getAllUndoActionTitles()
    manager.lock()
    return list(after) if after != before else []


def _protect(document, sheet, undoable):
    manager = document.UndoManager
    manager.unlock()
    if undoable and list(manager.getAllUndoActionTitles()) == undoable:
        manager.undo()
        manager.clearRedo()
    if not sheet.isProtected():
        sheet.protect("")


def import_sheet(context, document, source, sheet, position):
    """Copies a sheet of the document whose RuntimeUID is `source`, as it looks and prints.

    Nothing that was done before can be undone: LibreOffice would undo it in the sheet that stands there now.
    """
    other = find(context, None, source)
    original = other.Sheets.getByName(sheet)
    document.Sheets.importSheet(other, sheet, position)
    made = document.Sheets.getByIndex(position)
    made.PageStyle = _page_style(document, other, original.PageStyle)
    areas = original.getPrintAreas()
    if areas:
        made.setPrintAreas(tuple(_moved(area, position) for area in areas))
    if original.getPrintTitleRows():
        made.setTitleRows(_moved(original.getTitleRows(), position))
    other.CurrentController.setActiveSheet(original)
    frozen = other.CurrentController.SplitColumn, other.CurrentController.SplitRow
    if other.CurrentController.hasFrozenPanes():
        document.CurrentController.setActiveSheet(made)
        document.CurrentController.freezeAtPosition(*frozen)
    document.UndoManager.clear()


def _moved(area, number):
    """The same cells of the sheet of that number."""
    area.Sheet = number
    return area


def _page_style(document, other, name):
    """The name of the page style in the document, which gets it from the other one where it has none."""
    styles = document.StyleFamilies.getByName("PageStyles")
    if not styles.hasByName(name):
        styles.insertByName(name, document.createInstance("com.sun.star.style.PageStyle"))
        made, original = styles.getByName(name), other.StyleFamilies.getByName("PageStyles").getByName(name)
        for setting in PAGE_SETTINGS:
            setattr(made, setting, getattr(original, setting))
    return name


def rename_sheet(_, document, sheet, name):
    """Gives the sheet another name, which is not the clerk's to undo."""
    document.UndoManager.lock()
    try:
        document.Sheets.getByName(sheet).Name = name
    finally:
        document.UndoManager.unlock()


def write_sheet(context, document, sheet, replaces):
    """Adds the sheet behind all others, dressed, and shows it; the one it replaces is deleted.

    For the clerk this is one action to undo.
    """
    document.UndoManager.enterUndoContext(sheet["name"])
    try:
        made = _made(document, sheet, replaces)
        _show(context, document, made, sheet)
    finally:
        document.UndoManager.leaveUndoContext()


def _made(document, sheet, replaces):
    document.lockControllers()
    try:
        if replaces is not None and document.Sheets.hasByName(replaces):
            document.Sheets.removeByName(replaces)
        document.Sheets.insertNewByName(sheet["name"], document.Sheets.Count)
        made = document.Sheets.getByName(sheet["name"])
        # While there is little to measure, it takes little time.
        _print_setup(document, made, sheet)
        _dress(made, sheet)
        _fill_in(document, made, sheet)
        _fit_rows(document, made, sheet)
    finally:
        document.unlockControllers()
    return made


def delete_sheet(_, document, sheet):
    """Deletes a sheet that `write_sheet` wrote, with its page style."""
    if document.Sheets.hasByName(sheet):
        document.Sheets.removeByName(sheet)
    styles = document.StyleFamilies.getByName("PageStyles")
    if styles.hasByName(RESULTS_STYLE) and not styles.getByName(RESULTS_STYLE).isInUse():
        styles.removeByName(RESULTS_STYLE)


def _area(made, area):
    top, left, bottom, right = area
    return made.getCellRangeByPosition(left, top, right, bottom)


def _fill_in(document, made, sheet):
    rows = sheet["rows"]
    width = max(map(len, rows))
    whole = _area(made, [0, 0, len(rows) - 1, width - 1])
    # Text as text before anything is written: nothing that a file says becomes a formula or a date.
    whole.NumberFormat = document.NumberFormats.queryKey("@", new("lang.Locale", "en", "US", ""), False)
    whole.setDataArray(tuple(tuple(row) + ("",) * (width - len(row)) for row in rows))
    for top, column, formulas in sheet["formulas"]:
        cells = _area(made, [top, column, top + len(formulas) - 1, column])
        cells.NumberFormat = 0
        cells.setFormulaArray(tuple((formula,) for formula in formulas))


def _dress(made, sheet):
    whole = _area(made, sheet["table"])
    for column, width in enumerate(sheet["widths"]):
        made.Columns.getByIndex(column).Width = width
    for column in sheet["hidden"]:
        made.Columns.getByIndex(column).IsVisible = False
    line = new("table.BorderLine2", sheet["line"], 0, 18, 0, 0, 18)
    sides = ("TopBorder", "BottomBorder", "LeftBorder", "RightBorder")
    _set(whole, VertJustify=1, **dict.fromkeys(sides, line))
    for look in sheet["looks"]:
        _set(_area(made, look["area"]), **_properties(look))
    top, left, _, right = sheet["table"]
    _area(made, [top, left, top, right]).VertJustify = 2


def _properties(look):
    properties = {}
    if look.get("fill") is not None:
        properties["CellBackColor"] = look["fill"]
    if look.get("color") is not None:
        properties["CharColor"] = look["color"]
    if look.get("bold"):
        properties.update(CharWeight=150.0, CharWeightAsian=150.0)
    if look.get("size"):
        properties.update(CharHeight=float(look["size"]), CharHeightAsian=float(look["size"]))
    if look.get("underline"):
        properties["CharUnderline"] = 1
    if look.get("center"):
        properties["HoriJustify"] = uno.Enum("com.sun.star.table.CellHoriJustify", "CENTER")
    return properties


def _fit_rows(document, made, sheet):
    """Wraps the texts. From then on, whatever is set has LibreOffice find the heights of rows anew."""
    wrapped = [look["area"] for look in sheet["looks"] if look.get("wrap")]
    if wrapped:
        _ranges(document, made, wrapped).IsTextWrapped = True
    # The arrows of the filter take room of their own.
    made.Rows.getByIndex(sheet["table"][0]).Height = HEADING_HEIGHT


def _set(area, **properties):
    """All at once."""
    area.setPropertyValues(tuple(properties), tuple(properties.values()))


def _print_setup(document, made, sheet):
    """Landscape, as wide as one page, with the heading on each."""
    styles = document.StyleFamilies.getByName("PageStyles")
    if not styles.hasByName(RESULTS_STYLE):
        styles.insertByName(RESULTS_STYLE, document.createInstance("com.sun.star.style.PageStyle"))
        style = styles.getByName(RESULTS_STYLE)
        style.IsLandscape = True
        style.Width, style.Height = 29700, 21000
        style.LeftMargin = style.RightMargin = style.TopMargin = style.BottomMargin = 1200
        style.HeaderIsOn = False
        style.ScaleToPagesX, style.ScaleToPagesY = 1, 0
    made.PageStyle = RESULTS_STYLE
    top, left, bottom, right = sheet["table"]
    made.setPrintAreas((_area(made, [0, left, bottom, right]).RangeAddress,))
    made.setTitleRows(_area(made, [top, left, top, right]).RangeAddress)


def _show(context, document, made, sheet):
    """Shows the sheet, with its heading fixed and a filter."""
    controller = document.CurrentController
    if controller is None:
        return
    controller.setActiveSheet(made)
    controller.freezeAtPosition(0, sheet["table"][0] + 1)
    # A filter made through DatabaseRanges would be saved in .xlsx as a table of its own.
    controller.select(_area(made, sheet["table"]))
    dispatcher = create(context, "com.sun.star.frame.DispatchHelper")
    dispatcher.executeDispatch(controller.Frame, ".uno:DataFilterAutoFilter", "", 0, ())
    controller.select(made.getCellByPosition(0, sheet["table"][0]))


# Asking


def message(context, document, text, title, kind, buttons, wait):
    """Shows a message box in front of the document's window; returns the button that was pressed.

    With `wait` false it returns at once, and None: nothing is to be chosen, and the next click need not wait.
    """

    def shown():
        window = _window(context, document)
        box_type = uno.Enum("com.sun.star.awt.MessageBoxType", kind)
        box = window.Toolkit.createMessageBox(window, box_type, buttons, title, text)
        try:
            return box.execute()
        finally:
            box.dispose()

    return shown() if wait else InMainThread(shown).start(context)


def _window(context, document):
    """The window in front; just after one was closed there is none, and then the document's, or any."""
    desktop = create(context, "com.sun.star.frame.Desktop")
    frame = desktop.getCurrentFrame()
    if frame is None and document is not None:
        frame = document.CurrentController.Frame
    if frame is None:
        frame = desktop.Frames.getByIndex(0)
    return frame.ContainerWindow


def ask_where_to_save(context, _, title, folder, name, kind, ending):
    """Lets the user choose a file; returns its URL, None when she thought better of it."""

    picker = create(context, "com.sun.star.ui.dialogs.FilePicker")
    picker.initialize((SAVE_WITH_ENDING,))
    picker.setTitle(title)
    picker.appendFilter(kind, "*" + ending)
    picker.setCurrentFilter(kind)
    picker.setDisplayDirectory(folder)
    picker.setDefaultName(name)
    return picker.getSelectedFiles()[0] if picker.execute() else None


def ask_which_to_open(context, _, title, kind, endings):
    """Lets the user choose a file that is there; returns its URL, None when she thought better of it."""

    picker = create(context, "com.sun.star.ui.dialogs.FilePicker")
    picker.setTitle(title)
    picker.appendFilter(kind, ";".join("*" + ending for ending in endings))
    picker.setCurrentFilter(kind)
    return picker.getSelectedFiles()[0] if picker.execute() else None


OPERATIONS = {
    function.__name__: function
    for function in (
        stamp,
        renew,
        find,
        is_open,
        read,
        format_kinds,
        look,
        change,
        unprotect,
        protect,
        import_sheet,
        rename_sheet,
        write_sheet,
        delete_sheet,
        message,
        ask_where_to_save,
        ask_which_to_open,
    )
}


class Inside(unohelper.Base, XJob):
    """Takes calls from outside, and has the main thread do them.

    The arguments of an operation come as JSON, and so does its result; those of a method of LibreOffice's
    own, and what it returns, are left as they are.
    """

    def __init__(self, context, *_):
        self.context = context

    def execute(self, arguments):
        given = {argument.Name: argument.Value for argument in arguments}
        try:
            return InMainThread(lambda: self._done(**given)).wait(self.context)
        except UnoException:
            raise
        except Exception:
            # Seen from outside, any error of Python's would look as if the document had been closed.
            return json.dumps({"bug": traceback.format_exc()})

    def _done(self, operation, document, arguments):
        if not isinstance(arguments, str):
            return getattr(document, operation)(*arguments)
        if document is not None and document.getSheets() is None:
            # Asked for more, a closed document takes LibreOffice 7.4 with it.
            raise DisposedException("the document was closed", None)
        result = OPERATIONS[operation](self.context, document, **json.loads(arguments))
        return result if operation == "find" else json.dumps({"result": result})


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Inside, IMPLEMENTATION, (IMPLEMENTATION,))
