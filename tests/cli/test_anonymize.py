"""`diaphane anonymize`: fifty names, numbers and dates planted in files of all kinds leave no trace
in what is written or said."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from nibabel.nifti1 import Nifti1Extension, Nifti1Image
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import ImageFileDirectory_v2
from pydicom import dcmread
from pydicom.dataset import FileDataset
from pydicom.uid import UID
from typer.testing import CliRunner, Result

from diaphane.cli.main import app
from make_dicom import as_bytes, empty, item, make_dicom, with_jpeg

PLANTED = {
    "family": "Quenzelbach",
    "given": "Ottokarline",
    "maiden": "Wuschelmeyr",
    "mother": "Brambosch",
    "id": "PX7734921",
    "other_id": "ZK-55120-88",
    "accession": "ACC9081726",
    "birth": "19430217",
    "birth_iso": "1943-02-17",
    "study_date": "20190314",
    "series_date": "20190315",
    "made": "20190316",
    "datetime": "20190317",
    "hospital": "Klinikum Drömelsdorf",
    "address": "Hinterhofgasse 12b",
    "phone": "0049-555-01928",
    "station": "STAT77Q",
    "serial": "SER-998812",
    "referrer": "Pfefferminzky",
    "operator": "Knuspermann",
    "reader": "Zwiebelheim",
    "performer": "Grützenmoser",
    "scheduled": "Lampenfieberl",
    "private": "Geheimrätin Quark",
    "nested_private": "Tiefenpriv88",
    "nested_name": "Schachtelhuber",
    "nested_date": "20180909",
    "nested_id": "NID-443322",
    "overlay": "Overlaybert",
    "curve": "Kurvenhilde",
    "preamble": "Vorspannweber",
    "padding": "Nachspannweber",
    "behind": "Hintenanmeier",
    "icon": "Ikonenhans",
    "source_ae": "AEQUENZEL",
    "private_meta": "Metadatenrosa",
    "comment": "Kommentarlisl",
    "description": "Beschreibsepp",
    "jpeg_comment": "Markerfranz",
    "uid_date": "20170615",
    "nifti_descrip": "Niftigunde",
    "nifti_aux": "auxilgret",
    "nifti_intent": "Absichtsgerd",
    "nifti_db": "Datenbankurs",
    "nifti_dicom": "Erweiterungsuwe",
    "exif": "Exiffriedl",
    "exif_date": "2016:04:05",
    "png_text": "Textbrockenmo",
    "tiff": "Tiffanietta",
    "file_name": "Dateinamenjupp",
}
"""Where something is planted, and what; one more is burnt into pixels, and one lies in a key."""

ANY_CASE = [value.lower() for value in PLANTED.values()]
FORMS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
BURNT = 250


def anonymize(*words: object) -> Result:
    return CliRunner().invoke(app, ["anonymize", *map(str, words)])


def planted(which: str) -> str:
    return PLANTED[which]


def dicom() -> FileDataset:
    """A CT slice that tells of its patient wherever it can."""
    p, name = PLANTED, f"{PLANTED['family']}^{PLANTED['given']}"
    pixels = np.full((32, 32), 100, np.uint16)
    pixels[:4] = BURNT
    uid = f"1.2.276.0.{p['uid_date']}"
    made = make_dicom(
        pixels,
        SpecificCharacterSet="ISO_IR 100",
        PatientName=name,
        PatientID=p["id"],
        OtherPatientIDs=[p["other_id"], "second"],
        PatientBirthDate=p["birth"],
        PatientBirthName=p["maiden"],
        PatientMotherBirthName=p["mother"],
        PatientAddress=p["address"],
        PatientTelephoneNumbers=p["phone"],
        PatientComments=f"born {p['birth_iso']}",
        AccessionNumber=p["accession"],
        StudyDate=p["study_date"],
        SeriesDate=p["series_date"],
        InstanceCreationDate=p["made"],
        StudyTime="101112",
        AcquisitionDateTime=f"{p['datetime']}101112.5",
        InstitutionName=p["hospital"],
        StationName=p["station"],
        DeviceSerialNumber=p["serial"],
        ReferringPhysicianName=p["referrer"],
        OperatorsName=p["operator"],
        NameOfPhysiciansReadingStudy=p["reader"],
        PerformingPhysicianName=p["performer"],
        ImageComments=f"seen by {p['comment']}",
        StudyDescription=f"CT chest of {p['description']}",
        SeriesDescription=f"axial 5mm {p['family'].upper()} {p['study_date']}",
        ManufacturerModelName=f"Scanner of {p['family']}",
        Manufacturer="ACME",
        StudyInstanceUID=f"{uid}.1",
        SeriesInstanceUID=f"{uid}.2",
        SOPInstanceUID=f"{uid}.3",
        FrameOfReferenceUID=f"{uid}.4",
        PixelSpacing=[0.7, 0.7],
        ImagePositionPatient=[1.5, -2, 30],
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
        RequestAttributesSequence=[item(ScheduledProcedureStepDescription=p["scheduled"])],
        ReferencedStudySequence=[item(ReferencedSOPInstanceUID=f"{uid}.1")],
        SourceImageSequence=[item(ReferencedSOPInstanceUID=f"{uid}.3")],
        IconImageSequence=[item(BitsAllocated=8)],
        ContentSequence=[
            item(
                TextValue=f"{p['nested_name']} came on {p['nested_date']}",
                PersonName=p["nested_name"],
                Date=p["nested_date"],
                ConceptCodeSequence=[item(CodeMeaning=p["nested_id"], LongCodeValue="1")],
            )
        ],
    )
    made.IconImageSequence[0].add_new("PixelData", "OB", p["icon"].encode())
    made.file_meta.MediaStorageSOPInstanceUID = UID(f"{uid}.3")
    made.file_meta.SourceApplicationEntityTitle = p["source_ae"]
    made.file_meta.PrivateInformationCreatorUID = UID("1.2.3.7")
    made.file_meta.PrivateInformation = p["private_meta"].encode().ljust(14, b"\0")
    made.private_block(0x0011, "ACME", create=True).add_new(1, "LO", p["private"])
    deep = made.ContentSequence[0].private_block(0x0013, p["nested_private"], create=True)
    deep.add_new(1, "UN", p["nested_private"].encode("utf-16-le"))
    made.add_new(0x60000010, "US", 8)
    made.add_new(0x60004000, "LT", p["overlay"])
    made.add_new(0x60003000, "OW", p["overlay"].encode().ljust(12, b"\0"))
    made.add_new(0x50003000, "OW", p["curve"].encode().ljust(12, b"\0"))
    made.add_new(0xFFFCFFFC, "OB", p["padding"].encode().ljust(14, b"\0"))
    made.preamble = p["preamble"].encode().ljust(128, b"\0")
    return made


def bytes_of(made: FileDataset) -> bytes:
    """The file with its preamble, and with bytes behind its end."""
    file = BytesIO()
    made.save_as(file, enforce_file_format=True)
    return file.getvalue()


def write_nifti(path: Path) -> None:
    volume = Nifti1Image(np.arange(24.0).reshape(2, 3, 4), np.eye(4))
    volume.header["descrip"] = PLANTED["nifti_descrip"]
    volume.header["aux_file"] = PLANTED["nifti_aux"]
    volume.header["intent_name"] = PLANTED["nifti_intent"]
    volume.header["db_name"] = PLANTED["nifti_db"]
    inside = empty()
    inside.PatientName = PLANTED["nifti_dicom"]
    volume.header.extensions.append(Nifti1Extension(2, as_bytes(inside)))
    volume.to_filename(path)


def write_pictures(folder: Path) -> None:
    colours = Pillow.fromarray(np.random.default_rng(0).integers(0, 255, (20, 24, 3), np.uint8))
    exif = Pillow.Exif()
    exif[0x013B], exif[0x0132], exif[0x0112] = (
        PLANTED["exif"],
        f"{PLANTED['exif_date']} 10:00:00",
        6,
    )
    exif.get_ifd(0x8825)[29] = PLANTED["exif_date"]
    colours.save(folder / "photo.jpg", exif=exif, comment=PLANTED["jpeg_comment"], quality=90)
    texts = PngInfo()
    texts.add_text("Author", PLANTED["png_text"])
    texts.add_text("Comment", PLANTED["png_text"], zip=True)
    texts.add_itxt("XML:com.adobe.xmp", PLANTED["family"])
    colours.save(folder / "picture.png", pnginfo=texts, exif=exif)
    tags = ImageFileDirectory_v2()
    tags[270], tags[315] = PLANTED["tiff"], PLANTED["family"]
    colours.save(folder / "page.tif", tiffinfo=tags, compression="tiff_lzw")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of all kinds, called by a name."""
    made = tmp_path / PLANTED["family"]
    made.mkdir()
    (made / f"{PLANTED['file_name']}.dcm").write_bytes(bytes_of(dicom()))
    gray = np.full((16, 16), 9, np.uint8)
    lossy = make_dicom(gray, PatientName=PLANTED["family"], PatientID=PLANTED["id"])
    packed = with_jpeg(lossy)
    place = packed.index(b"\xff\xd8\xff") + 2
    comment = PLANTED["jpeg_comment"].encode()
    lossy = dcmread(BytesIO(packed), force=True)
    frame = packed[place - 2 : packed.rindex(b"\xff\xd9") + 2]
    from pydicom.encaps import encapsulate

    segment = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
    lossy.PixelData = encapsulate([frame[:2] + segment + frame[2:]])
    (made / "lossy.dcm").write_bytes(as_bytes(lossy))
    write_nifti(made / f"{PLANTED['file_name']}.nii.gz")
    write_pictures(made)
    for name in ("photo.jpg", "picture.png", "page.tif"):
        with (made / name).open("ab") as file:
            file.write(PLANTED["behind"].encode())
    (made / "damaged.dcm").write_bytes(bytes_of(dicom())[:1200])
    (made / "damaged.png").write_bytes((made / "picture.png").read_bytes()[:-40])
    (made / "notes.txt").write_text(PLANTED["family"])
    return made


def traces(data: bytes) -> list[str]:
    low = data.lower()
    return [value for value in ANY_CASE for how in FORMS if value.encode(how, "ignore") in low]


def test_nothing_planted_is_left(folder: Path, tmp_path: Path) -> None:
    before = b"".join(path.read_bytes() for path in folder.iterdir())
    assert len(PLANTED) == 50
    out = tmp_path / "out"
    said = anonymize(folder, "-o", out, "--blank-rows", 4, "--no-faces")
    assert said.exit_code == 3
    assert said.stdout.startswith("6 anonymized, 2 refused, 1 left out that are no images")
    files = [path for path in out.rglob("*") if path.is_file()]
    assert len(files) == 7  # two DICOM, NIfTI, three pictures and the report
    assert len(traces(before)) >= 40  # the others are packed, or in the file's name
    found = {str(path.relative_to(out)): traces(unpacked(path)) for path in files} | {
        "said": traces(said.output.encode()),
        "names": traces(repr(files).encode()),
    }
    assert {where: what for where, what in found.items() if what} == {}
    for path in files:
        if path.suffix == ".dcm":
            made = dcmread(path)
            assert traces(str(made).encode()) == []
            assert (made.pixel_array[4:] > 0).all()
            assert not made.pixel_array[:4].any() or made.pixel_array[:4].max() < BURNT


def unpacked(path: Path) -> bytes:
    """The bytes of a file, and what is gzipped in it."""
    import gzip

    data = path.read_bytes()
    return data + (gzip.decompress(data) if path.suffix == ".gz" else b"")


def test_the_report_says_what_was_done(folder: Path, tmp_path: Path) -> None:
    said = anonymize(folder / "picture.png", "-o", tmp_path / "out", "--json", "--no-faces")
    assert said.exit_code == 0
    report = json.loads(said.stdout)
    assert report == json.loads((tmp_path / "out/anonymized.json").read_text())
    assert (report["anonymized"], report["refused"], report["left_out"]) == (1, 0, 0)
    assert report["actions"]["removed"]["PNG chunk tEXt"] == 1
    assert report["files"][0]["input"] == 1
    assert (tmp_path / "out" / report["files"][0]["file"]).is_file()


def test_one_key_gives_the_same_files_twice(folder: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    for out in ("one", "two"):
        anonymize(folder, "-o", tmp_path / out, "--key", key, "--link", tmp_path / "link.csv")
    anonymize(folder, "-o", tmp_path / "other")
    one, two, other = (
        {
            path.relative_to(tmp_path / out): path.read_bytes()
            for path in (tmp_path / out).rglob("*.*")
            if path.suffix != ".json" and path.is_file()
        }
        for out in ("one", "two", "other")
    )
    assert one == two
    assert not one.keys() & other.keys()
    assert (tmp_path / "link.csv").stat().st_mode & 0o777 == 0o600
    table = (tmp_path / "link.csv").read_text()
    assert PLANTED["file_name"] in table
    assert all(str(name) in table for name in one)


def test_images_still_have_their_masks(tmp_path: Path) -> None:
    gray = Pillow.fromarray(np.zeros((4, 4), np.uint8))
    for name in ("train/images/a.png", "train/masks/a.png", "train/images/b.png", "Meier/a.png"):
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        gray.save(tmp_path / "data" / name)
    anonymize(tmp_path / "data", "-o", tmp_path / "out")
    places = {path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*.png")}
    by_folder = {
        folder: {place.name for place in places if str(place.parent) == folder}
        for folder in ("train/images", "train/masks")
    }
    assert len(by_folder["train/images"]) == 2
    assert by_folder["train/masks"] < by_folder["train/images"]
    assert not any("Meier" in str(place) for place in places)
    anonymize(tmp_path / "data", "-o", tmp_path / "kept", "--keep-folders")
    assert (tmp_path / "kept/Meier").is_dir()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("-o", "IN/out"), "diaphane: expected -o to name a folder outside of the inputs"),
        (("-o", "IN"), "diaphane: expected -o to name a folder outside of the inputs"),
        (("-o", "o", "--key", "o/key"), "diaphane: expected --key to name a file outside of -o"),
        (("-o", "o", "--link", "o/x"), "diaphane: expected --link to name a file outside of -o"),
        (("-o", "o", "--key", "IN/notes.txt"), "diaphane: expected --key to name a file with a"),
        (("-o", "o", "--blank", "1,2"), "diaphane: expected a region as LEFT,TOP,WIDTH,HEIGHT"),
        (("-o", "o", "--rules", "none"), "diaphane: expected rules as TOML tables"),
    ],
)
def test_bad_calls(folder: Path, tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    given = [
        option
        if option.startswith("-") or "," in option
        else str(tmp_path / option).replace(str(tmp_path / "IN"), str(folder))
        for option in options
    ]
    said = anonymize(folder, *given)
    assert said.exit_code == 2
    assert said.stderr.startswith(words)
    assert said.stderr.count("\n") == 1


def test_what_is_not_there_is_told_by_its_number(tmp_path: Path) -> None:
    said = anonymize(tmp_path / "Meier.dcm", "-o", tmp_path / "out")
    assert said.exit_code == 2
    assert said.stderr == "input 1: there is no such file; check the name and the folder\n"
    (tmp_path / "empty").mkdir()
    said = anonymize(tmp_path / "empty", "-o", tmp_path / "out")
    assert said.exit_code == 2
    assert said.stderr == "diaphane: expected DICOM, NIfTI, PNG, JPEG or TIFF files, found none\n"
