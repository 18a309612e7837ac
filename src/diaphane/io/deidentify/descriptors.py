"""Clean free text: only words known to say something about an image, and nothing about a person,
stay (PS3.15, E.3.5, Clean Descriptors Option)."""

from __future__ import annotations

import re

ANATOMY = """
abdomen abdominal adrenal ankle aorta aortic appendix artery bladder bone bowel brachial brain
breast bronchus calf cardiac carotid cerebellum cerebral cervical chest clavicle coccyx colon
coronary cranium elbow esophagus extremity eye femoral femur fibula finger foot forearm
gallbladder groin hand head heart heel hepatic hip hippocampus humerus iliac jaw kidney knee larynx
liver lumbar lung lungs mandible maxilla mediastinum muscle nasal neck orbit ovary pancreas
paranasal pelvis pelvic prostate pulmonary radius rectum renal retina ribs sacrum scapula shoulder
sinus sinuses skull spine spleen sternum stomach testis thigh thoracic thorax thumb thyroid tibia
toe trachea ulna ureter urethra uterus vein venous vertebra wrist
"""
PLACES = """
axial bilateral coronal decubitus feet frontal inferior lateral left longitudinal oblique posterior
anterior prone right sagittal superior supine transverse upright ap pa lat ll rl
"""
ACQUISITION = """
2d 3d 4d adc angio angiogram angiography arterial b0 bold calibration cine contrast cor ct cta cx
delayed diffusion dixon dti dual dwi dynamic early echo enhanced epi fat fgre field flair flash
fiesta fse gated gradient gre helical highres hrct inversion iso isotropic kernel late localizer
localiser low dose map mip mpr mprage mr mra mri native noncontrast perfusion pet phase pd plain
post pre proton recon reconstruction recovery resolution sag saturated saturation scan scout screen
sequence series slab slice space spgr spin spiral spir stir study supp suppressed swi t1 t1w t2 t2w
tof topogram tra tse ultrasound us volume vibe weighted w wo without with xray radiograph mammogram
mammography mlo cc dx cr
soft tissue window standard sharp smooth thin thick average minimum maximum intensity projection
derived image images mm cm ml kv ma mas ms hz gd gadolinium iodine iodinated agent oral iv
"""

KNOWN = frozenset(f"{ANATOMY} {PLACES} {ACQUISITION}".split())

MEASURE = re.compile(r"\d{1,2}([.,]\d{1,2})?(mm|cm|ms|kv|ml)?|[xX*/]")

WORD = re.compile(r"[^\s_^,;:()\[\]+-]+")


def cleaned(text: str) -> str:
    """The known words of a text, and sizes that have their unit, in their order; often nothing."""
    return " ".join(word for word in WORD.findall(text) if harmless(word))


def harmless(word: str) -> bool:
    """A known word, or a size with its unit; a bare number might be of a date."""
    low = word.casefold().strip(".'\"")
    return low in KNOWN or (low[-1:].isalpha() and MEASURE.fullmatch(low) is not None)
