"""ACROSS-03: whose name counts where.

1. A name that opens a clause and says what units report of themselves has been left in.
2. It has not where it stands in a list, is an object, or belongs to one that acts upon others or with them.
3. Those that act upon all others are taken for the subject on the plainest signs only.
4. A longer name that begins the same is another unit; the unit's own short or long name is its own.
5. Each name is reported once a file.
"""

from __future__ import annotations

import pytest

from perfeval_xl import profile
from perfeval_xl.bureau.across.catalogue import ACROSS
from perfeval_xl.bureau.across.notation import compared

NATIONAL = profile.load("national")

LEFT_IN = """
X核定编制12人。
X2024年度完成水库加固3座。
任务全部完成。X2024年基本支出162.95万元。
2024年度，X部门整体支出绩效良好。
2024年，X认真贯彻落实县委决策部署。
X将继续加强预算绩效管理。
X高度重视绩效评价工作，成立了领导小组。
我单位（X）严格执行预算。
X部门整体支出绩效自评工作已完成。
通过自评，X整体支出绩效等级为优。
X内设机构5个，下属单位3个。
X位于县城东路1号。
X
2024年度X严格按照预算执行。
一年来，在县委领导下，X较好地完成了各项任务。
在县委的坚强领导下X圆满完成全年目标任务。
1、X严格控制三公经费支出。
（二）X资金管理规范，制度健全。
一是X预算编制不够精细。
今年X继续推进重点项目建设。
X是县人民政府工作部门，为正科级。
X（以下简称我局）现有在职人员38人。
现将X2024年度部门整体支出绩效自评情况报告如下：
现将有关情况报告如下：X预算执行率为96.3%。
单位名称：X
X对照年初绩效目标逐项开展了自评。
X对2024年度部门整体支出绩效进行了自评。
X关于2024年度部门整体支出绩效自评的报告
X及时足额发放人员经费。
X组织开展业务培训21期，受训1800人次。
X领导高度重视，专题研究预算绩效管理。
根据绩效目标，X不断优化支出结构。
X无政府性基金预算支出。
X“三公”经费比上年下降12%。
X积极争取项目资金，支持乡村产业发展。
X进一步完善内控制度，规范报销流程。
存在的问题：X预算执行进度前慢后快。
X的预算执行率较高。
截至2024年12月31日，X实有人数40人。
X承担全县农产品质量监管职责。
X本级及下属单位全部纳入自评范围。
X绩效管理工作领导小组办公室设在财务股。
按照县财政局部署，X对整体支出绩效开展了自评。
X以提高群众满意度为目标，扎实推进监管工作。
X党组书记任组长，统筹推进绩效自评。
X现将2024年度自评情况报告如下：
X2024年年初预算收入1200万元。
一、部门概况：X是主管全县卫生健康工作的政府工作部门。
2024年度X“三公”经费支出共计3.2万元。
X坚持过紧日子，压减一般性支出。
X已按要求将自评结果在门户网站公开。
X各项绩效目标均已实现。
四是X项目资金支付进度偏慢。
三、X整体绩效情况
在各级领导的关心支持下，X顺利完成了年度目标任务。
此外，X未发生违规违纪问题。
X通过开展绩效自评，发现了一些不足。
X部分绩效指标未量化。
X职工满意度达到95%。
X采购程序合规，资产管理到位。
X按照“谁支出、谁自评”的原则开展工作。
X设置了绩效管理岗位。
X持续加强财务人员培训。
2024年X共开展义诊36场。
X推动医改工作走在全市前列。
我局（X）核定编制30人。
X主要职责是贯彻执行国家教育方针。
2024年度X财政拨款基本支出820万元。
X严格落实中央八项规定精神。
总体来看，X2024年预算执行情况良好。
今后，X将强化预算编制意识。
X机关行政编制22名。
X聚焦主责主业，扎实推进各项工作。
经自评，X得分97.5分。
X全体干部职工团结一心。
按照要求，X认真开展绩效自评。
X共完成项目12个。
本单位X无国有资本经营预算支出。
下一步，X将加大培训力度，提高绩效管理水平。
X现有干部职工45人。
3.X固定资产管理较为薄弱。
2024年X在县委县政府的领导下，全面完成了各项工作任务。
X建立健全了财务管理制度。
（一）基本情况：X内设办公室等8个股室。
X绩效指标设置不够科学。
X本年度未发生政府采购支出。
X于2019年3月组建，属正科级行政单位。
X为县政府组成部门。
X进行了认真自查。
为进一步加强管理，X制定了财务制度。
X部门整体支出绩效评价得分98分，等级为“优”。
X负责全县教育事业发展规划的制定和实施。
X积极配合县委开展巡察。
""".strip().splitlines()

BELONGS = """
X对我局开展了检查。
X对水利工程进行了验收。
X、清水县教育局参加了检查。
对X开展了检查。
X和我局共同开展检查。
与X联合开展执法检查。
我局会同X开展检查。
向X报送了绩效自评报告。
根据《X关于开展绩效自评的通知》要求，我局组织自评。
经X审核，我局预算执行率为96%。
由X牵头，我局配合完成。
水库加固由我局负责，X验收。
项目由我局申报，X实施。
X批复我局年初预算320万元。
2024年，X下达我单位专项资金50万元。
2024年度，X审计发现问题2个，均已整改。
X通报了全县预算执行情况。
X印发了《预算绩效管理办法》。
X要求各单位加强预算管理。
X组织的业务培训，我局派员参加。
X组织我单位参加培训3次。
X下达的目标任务全部完成。
X实施的高标准农田项目带动了灌溉用水。
在X的大力支持下，完成了年度任务。
X的大力支持保证了项目进度。
主管部门：X。
主管部门（X）批复后执行。
责任单位为X。
协助X完成了春耕备耕工作。
配合X做好防汛工作。
被X评为先进单位。
送X备案。
其中：X20万元，清水县教育局30万元。
X领导到现场调研指导。
X在检查中发现的问题已整改。
X已批准该项目。
X统一安排，我局落实。
X以及有关乡镇参加了演练。
X高度重视，多次到我单位指导工作。
X向我局提供了技术支持。
X与我局签订了协议。
X为我局提供技术服务。
X于3月15日下发了通知。
（X负责）
得益于X的配合，项目提前完工。
我局与教育局、X共同承办了活动。
X是我校的主管部门。
X关于开展2024年度部门整体支出绩效自评工作的通知
X评审核减投资12万元。
X拨付资金100万元。
X抽检我公司产品。
由X、县公安局组成联合工作组。
X作为行业主管部门给予了技术支持。
X立案调查的案件由我局移交。
对标X先进做法，补齐短板。
2024年5月，X约谈企业3家，我局参与。
X有关负责人出席了会议。
X已将案件移交我局。
X出台了管理办法，我局据此修订制度。
X《关于加强价格监管的通知》要求严格执行。
根据工作安排，X派员到我局挂职。
X会同我局对校园周边开展整治。
与X建立了联动机制。
X等12个部门参加了联席会议。
积极对接X，争取项目支持。
X划转人员3名。
2024年3月，X联合我局印发通知。
受X委托，开展了测绘工作。
按照X的统一部署推进工作。
X向我单位借用2名干部。
X提出修改意见5条，均已采纳。
资金已拨付至X。
X所属学校6所接受了体检。
X反映的问题已解决。
将资金划拨给X。
X申报的项目已通过评审。
机构改革后，X相关职能划入我局。
X等部门密切配合。
X移送案件2件。
X代表队获得第一名。
协调X解决了校舍用地问题。
2024年，X批复项目5个。
X复函同意。
我局派驻X纪检组2人。
X每季度对项目进度进行督查。
服务X等单位15家。
X审批的校车服务单位2家。
检查组由X牵头组成。
2024年6月，X来我局考察学习。
X批准设立的村卫生室3个。
X下属的医院配合我局开展救治。
X抽调人员参加督导。
感谢X的支持。
同X共享数据。
X与县医保局联合发文。
截至目前，X已拨付补助资金80万元。
X规定的收费标准执行到位。
报X备案后实施。
X依据职责对项目进行审核。
我局及X联合开展宣传。
X、县医保局、县民政局三部门协作。
X转办信访件5件，全部办结。
2024年8月，X组织专家对我院进行评审。
依托X平台开展工作。
根据X下发的文件，我局制定了方案。
X颁发的执业许可证在有效期内。
X检查组认为我单位制度健全。
X为牵头单位，我局为配合单位。
X、我局共同负责。
2024年，X授予我镇“卫生乡镇”称号。
X考核结果为优秀。
X召开的会议我局均派人参加。
其中X安排资金20万元。
（由X负责）
X审批后，我局组织实施。
联系X落实救助。
X主管的项目不在此列。
""".strip().splitlines()

SUPERIORS_BELONG = """
清水县财政局预算批复下达后，我局及时分解。
清水县财政局组织开展了绩效评价。
清水县财政局将绩效结果作为安排预算的依据。
2024年，清水县财政局严格审核各部门预算。
清水县审计局组成审计组，开展了专项审计。
2024年5月，清水县审计局开展预算执行情况审计。
清水县财政局部门预算批复文件齐全。
清水县审计局全面开展经济责任审计。
清水县财政局
""".strip().splitlines()

SUPERIORS_LEFT_IN = """
清水县财政局核定编制52人。
清水县财政局2024年度部门整体支出绩效自评报告
清水县审计局内设机构6个。
2024年，清水县审计局高度重视预算绩效管理。
清水县财政局位于县城东路1号。
单位名称：清水县财政局
""".strip().splitlines()


def reported(text: str) -> list[str]:
    """The names found in a text of 清水县水利局."""
    others = "清水县农业农村局、清水县农业农村局下属站、清水县教育局、清水县财政局、清水县审计局"
    rule = ACROSS.get("ACROSS-03")
    assert rule is not None
    found = rule.compare(compared(f"清水县水利局 | 正文 | {text}\n{others} | 正文 | 无", NATIONAL))
    return [one.right.unit for one in found]


@pytest.mark.parametrize("sentence", LEFT_IN)
def test_a_name_left_in_is_found(sentence: str) -> None:
    assert reported(sentence.replace("X", "清水县农业农村局")) == ["清水县农业农村局"]


@pytest.mark.parametrize("sentence", BELONGS)
def test_a_name_that_belongs_there_is_not(sentence: str) -> None:
    assert reported(sentence.replace("X", "清水县农业农村局")) == []


@pytest.mark.parametrize("sentence", [*BELONGS, *SUPERIORS_BELONG])
def test_what_superiors_do_belongs_there(sentence: str) -> None:
    assert reported(sentence.replace("X", "清水县财政局")) == []


@pytest.mark.parametrize("sentence", SUPERIORS_LEFT_IN)
def test_a_superiors_name_left_in_is_found(sentence: str) -> None:
    assert reported(sentence) in (["清水县财政局"], ["清水县审计局"])


def test_a_longer_name_is_another_unit() -> None:
    assert reported("清水县农业农村局下属站核定编制3人。") == ["清水县农业农村局下属站"]


def test_its_own_name_is_its_own() -> None:
    assert reported("清水县水利局核定编制12人。水利局核定编制12人。") == []


def test_a_longer_form_of_the_own_name_is_the_own_name() -> None:
    rule = ACROSS.get("ACROSS-03")
    assert rule is not None
    text = """
    岳阳市屈原管理区联络办 | 正文 | 屈原管理区联络办核定编制12人。
    屈原管理区联络办 | 正文 | 岳阳市屈原管理区联络办核定编制12人。
    """
    assert list(rule.compare(compared(text, NATIONAL))) == []


def test_each_name_is_reported_once() -> None:
    both = "清水县教育局核定编制12人。清水县农业农村局资金管理规范。清水县教育局无项目支出。"
    assert reported(both) == ["清水县教育局", "清水县农业农村局"]
